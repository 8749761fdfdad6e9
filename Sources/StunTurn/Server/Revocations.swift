/// User names whose credentials are void before their time.
///
/// It is bounded: when it is full, the name whose credential expires first gives way, which is the
/// one that matters least.
struct Revocations {
  private let limit: Int
  /// The Unix second up to which a name is refused.
  private var ends: [String: Int64] = [:]
  /// All of `ends` as a binary heap, the soonest first; what `ends` says otherwise is out of date.
  private var heap: [(end: Int64, name: String)] = []

  /// Remembers up to `limit` names, at least one.
  init(limit: Int) { self.limit = max(limit, 1) }

  /// How many names are remembered, some of them past their time.
  var count: Int { ends.count }

  /// Whether a name is refused.
  func contains(_ name: String, at unixSeconds: Int64) -> Bool {
    // Most servers have never revoked anybody.
    guard !ends.isEmpty, let end = ends[name] else { return false }
    return end > unixSeconds
  }

  /// Refuses a name up to the second `end`. Answers the name that had to be forgotten before its
  /// time to make room, if one had to.
  mutating func insert(_ name: String, until end: Int64, at unixSeconds: Int64) -> String? {
    while let first = heap.first, first.end <= unixSeconds { _ = removeFirst() }
    guard end > unixSeconds, ends[name] ?? .min < end else { return nil }
    ends[name] = end
    push((end, name))
    // A name that was given a later end again and again leaves old entries behind.
    if heap.count > 2 * limit { rebuild() }
    guard ends.count > limit else { return nil }
    while true {
      if let forgotten = removeFirst() { return forgotten }
    }
  }

  /// Accepts a name again.
  mutating func remove(_ name: String) { ends[name] = nil }

  /// Takes the soonest entry off; answers its name unless the entry was out of date.
  private mutating func removeFirst() -> String? {
    let first = heap[0]
    let last = heap.removeLast()
    if !heap.isEmpty {
      heap[0] = last
      sink(0)
    }
    guard ends[first.name] == first.end else { return nil }
    ends[first.name] = nil
    return first.name
  }

  private mutating func rebuild() {
    heap = ends.map { (end: $0.value, name: $0.key) }.sorted { $0.end < $1.end }
  }

  private mutating func push(_ entry: (end: Int64, name: String)) {
    heap.append(entry)
    var place = heap.count - 1
    while place > 0, heap[place].end < heap[(place - 1) / 2].end {
      heap.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  private mutating func sink(_ start: Int) {
    var place = start
    while true {
      var least = place
      for child in [2 * place + 1, 2 * place + 2]
      where child < heap.count && heap[child].end < heap[least].end {
        least = child
      }
      guard least != place else { return }
      heap.swapAt(place, least)
      place = least
    }
  }
}
