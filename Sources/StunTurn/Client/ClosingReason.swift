public import SansIO

/// Why a TURN client is closed.
public enum ClosingReason: Hashable, Sendable {
  /// `close` was called, and the allocation is deleted as far as anyone can tell.
  case requested
  /// The server does not answer.
  case timedOut
  /// There is no allocation, and this is why. After 437 another local port is tried, up to three.
  case refused(ErrorCode)
  /// The server wants another one asked; see `VisitedServers`.
  case redirected(Endpoint)
  /// The server's answer cannot be used.
  case malformed
  /// The relayed address is of another family than asked for (RFC 8656 section 7.3).
  case wrongFamily
  /// The allocation could not be refreshed in time.
  case expired
  /// The server does not know the allocation any more (437).
  case lost
  /// The server has another idea of our channels (RFC 8656 section 12.3): start afresh.
  case channelRefused(Endpoint)
  /// The network cannot reach the server.
  case unreachable
  /// The stream or DTLS association ended.
  case disconnected(Ending)

  /// Seconds before the same server may be asked again (RFC 8656 section 7.4).
  public var pause: UInt64 {
    switch self {
    case .refused(.allocationQuotaReached), .refused(.insufficientCapacity): 60
    default: 0
    }
  }
}
