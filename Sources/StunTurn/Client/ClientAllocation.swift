import SansIO

/// What a client knows of its allocation.
struct ClientAllocation: Hashable {
  /// How many seconds before the end it is refreshed (RFC 8656 section 8.1).
  static let margin: UInt64 = 60
  /// More seconds than this are not believed.
  static let lifetimeLimit: UInt64 = 3_600

  /// Where peers send to: one address, or one of each family.
  let relayed: [Endpoint]
  /// When the server forgets it.
  private(set) var end: Instant
  /// When to refresh it; `nil` while that is under way or was refused.
  private(set) var renewal: Instant?

  /// Notes an allocation granted for `lifetime` seconds from `start`.
  init(relayed: [Endpoint], lifetime: UInt32, from start: Instant) {
    self.relayed = relayed
    end = start
    extend(by: lifetime, from: start)
  }

  /// Notes a refresh: `lifetime` seconds from `start`. A short one is refreshed at half its time.
  mutating func extend(by lifetime: UInt32, from start: Instant) {
    let seconds = min(UInt64(lifetime), ClientAllocation.lifetimeLimit)
    let margin = min(ClientAllocation.margin, seconds / 2)
    end = start.adding(seconds: seconds)
    renewal = start.adding(seconds: seconds - margin)
  }

  /// When something is due.
  var deadline: Instant { min(end, renewal ?? end) }

  /// Whether it is to be refreshed; it counts as being refreshed from then on.
  mutating func takeRenewal(at now: Instant) -> Bool {
    guard let renewal, renewal <= now else { return false }
    self.renewal = nil
    return true
  }

  /// Refreshes again at once: the last attempt was not answered.
  mutating func retry(at now: Instant) { renewal = now }
}
