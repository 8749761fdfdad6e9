import SansIO

/// What clients of each address hold and have done lately; of IPv6 each /64 counts as one.
struct AddressBook {
  /// One address.
  struct Entry {
    /// Members it has in rooms.
    var members = 0
    /// Connections it has open.
    var links = 0
    /// How fast it joins.
    var joins = TokenBucket()
    /// How fast it makes rooms.
    var rooms = TokenBucket()
    /// How fast it connects.
    var connections = TokenBucket()

    /// Whether it can be forgotten.
    func isIdle(at now: Instant) -> Bool {
      members == 0 && links == 0 && joins.isFull(at: now) && rooms.isFull(at: now)
        && connections.isFull(at: now)
    }
  }

  private let limit: Int
  private var entries: [IPAddress: Entry] = [:]
  private var nextSweep = Instant(nanoseconds: 0)

  /// Makes an empty book for so many addresses.
  init(limit: Int) { self.limit = limit }

  /// Changes the entry of an address, or answers `nil` if the book is full of others.
  mutating func update<Result>(
    _ address: IPAddress, at now: Instant, _ change: (inout Entry) -> Result
  ) -> Result? {
    let place = AddressBook.block(of: address)
    if entries[place] == nil, entries.count >= limit {
      sweep(at: now)
      if entries.count >= limit { return nil }
    }
    return change(&entries[place, default: Entry()])
  }

  /// Counts down what an address held.
  mutating func release(_ address: IPAddress, _ count: WritableKeyPath<Entry, Int>) {
    entries[AddressBook.block(of: address)]?[keyPath: count] -= 1
  }

  /// How much an address holds.
  func held(_ address: IPAddress, _ count: KeyPath<Entry, Int>) -> Int {
    entries[AddressBook.block(of: address)]?[keyPath: count] ?? 0
  }

  /// What counts as one address: an IPv4 address, or the first half of an IPv6 address.
  static func block(of address: IPAddress) -> IPAddress {
    address.family == .v4 ? address : .v6(high: address.high, low: 0)
  }

  /// Forgets idle entries, at most once a second: a full book must not cost time.
  private mutating func sweep(at now: Instant) {
    guard now >= nextSweep else { return }
    nextSweep = now.adding(seconds: 1)
    entries = entries.filter { !$0.value.isIdle(at: now) }
  }
}
