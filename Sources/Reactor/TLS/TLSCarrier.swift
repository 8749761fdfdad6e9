/// What carries the records of TLS.
enum TLSCarrier {
  /// A stream: TLS itself.
  case stream
  /// Datagrams: DTLS (RFC 6347).
  case datagrams
}
