import SansIO

/// Remembers for a while which transactions deleted an allocation, so that their retransmissions
/// succeed again (RFC 8489 section 6.3.1). Bounded: the oldest are forgotten first.
struct Farewells {
  private struct Farewell: Hashable {
    var route: Route
    var id: TransactionID
  }

  private let limit: Int
  private let seconds: UInt64
  private var known: Set<Farewell> = []
  private var queue: [(farewell: Farewell, until: Instant)] = []
  private var head = 0

  /// Remembers up to `limit` of them for so many seconds.
  init(limit: Int, seconds: UInt64) {
    self.limit = limit
    self.seconds = seconds
  }

  /// How many are remembered, some of them past their time.
  var count: Int { known.count }

  /// Remembers a transaction.
  mutating func remember(_ id: TransactionID, over route: Route, at now: Instant) {
    forget(at: now)
    guard limit > 0, known.insert(Farewell(route: route, id: id)).inserted else { return }
    queue.append((Farewell(route: route, id: id), now.adding(seconds: seconds)))
    if known.count > limit { forgetOldest() }
  }

  /// Whether this transaction deleted an allocation on this 5-tuple not long ago.
  mutating func contains(_ id: TransactionID, over route: Route, at now: Instant) -> Bool {
    forget(at: now)
    return known.contains(Farewell(route: route, id: id))
  }

  private mutating func forget(at now: Instant) {
    while head < queue.count, queue[head].until <= now { forgetOldest() }
  }

  private mutating func forgetOldest() {
    known.remove(queue[head].farewell)
    head += 1
    if head * 2 > queue.count {
      queue.removeFirst(head)
      head = 0
    }
  }
}
