/// A version of TLS this project speaks, by its number on the wire.
public enum TLSVersion: UInt16, Hashable, Sendable {
  /// RFC 5246.
  case tls12 = 0x0303
  /// RFC 8446.
  case tls13 = 0x0304
}
