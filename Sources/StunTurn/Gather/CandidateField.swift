/// A part of a candidate line (RFC 8839 section 5.1).
public enum CandidateField: Hashable, Sendable {
  /// The first word.
  case foundation
  /// 1 to 256.
  case component
  /// UDP or TCP.
  case transport
  /// 1 to 2^31 - 1.
  case priority
  /// The IP address.
  case address
  /// 1 to 65535.
  case port
  /// What follows `typ`.
  case kind
  /// What follows `raddr`.
  case relatedAddress
  /// What follows `rport`.
  case relatedPort
  /// What follows `tcptype`; TCP cannot do without.
  case tcpType
  /// Pairs of names and values.
  case extensions
}
