public import SansIO

/// Why a Binding request got no address.
public enum BindingFailure: Error, Hashable, Sendable {
  /// No answer in time.
  case timedOut
  /// The server said no.
  case refused(ErrorCode)
  /// The server wants another one asked (RFC 8489 section 10); see `VisitedServers`.
  case redirected(Endpoint)
  /// The network cannot reach the server.
  case unreachable
  /// The answer lacks what it must have, or has what must be understood and is not.
  case malformed
  /// The stream or DTLS association ended.
  case disconnected(Ending)
}
