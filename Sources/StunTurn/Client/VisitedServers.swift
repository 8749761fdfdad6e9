public import SansIO

/// The servers a request was sent to: keeps ALTERNATE-SERVER from leading in circles
/// (RFC 8489 section 10).
public struct VisitedServers: Hashable, Sendable {
  /// For how many seconds a server is not asked again.
  public static let memory: UInt64 = 300
  /// How many servers are followed one after another.
  public static let limit = 5

  private var visits: [Visit] = []

  private struct Visit: Hashable {
    let server: Endpoint
    let time: Instant
  }

  /// Starts without any.
  public init() {}

  /// Notes a visit; answers `false` if it must not be made.
  public mutating func admit(_ server: Endpoint, at now: Instant) -> Bool {
    visits.removeAll { $0.time.adding(seconds: VisitedServers.memory) <= now }
    guard visits.count < VisitedServers.limit, !visits.contains(where: { $0.server == server })
    else { return false }
    visits.append(Visit(server: server, time: now))
    return true
  }
}
