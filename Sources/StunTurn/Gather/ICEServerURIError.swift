/// Why a text is no URI of a STUN or TURN server.
public enum ICEServerURIError: Error, Hashable, Sendable {
  /// It does not begin with `stun:`, `stuns:`, `turn:` or `turns:`.
  case unknownScheme
  /// The host is missing, or neither an address nor a name; IPv6 stands in brackets.
  case malformedHost
  /// The port is not 1 to 65535.
  case malformedPort
  /// Something else than one `?transport=` of a TURN server follows.
  case malformedQuery
  /// The transport is neither `udp` nor `tcp`.
  case unknownTransport
}
