/// How many bytes wait on each link, so that a machine learns of a full queue while it writes.
///
/// The outbox adds what a machine writes; the driver reports what the kernel took.
public struct LinkBacklog: ~Copyable {
  /// The marks every link of a driver is held to, in bytes.
  public struct Marks: Hashable, Sendable {
    /// Above this a write answers `.full`.
    public var high: Int
    /// At or below this `.drained` follows.
    public var low: Int
    /// A write that would pass this is refused whole and the link is closed with `.overflow`.
    public var limit: Int

    /// Sets the marks: 64 KiB, 256 KiB and 1 MiB unless told otherwise.
    public init(low: Int = 65_536, high: Int = 262_144, limit: Int = 1_048_576) {
      precondition(0 <= low && low <= high && high <= limit)
      self.low = low
      self.high = high
      self.limit = limit
    }
  }

  private struct Entry {
    var generation: UInt16
    var isOpen: Bool
    var isFull: Bool
    var queued: Int
  }

  /// The marks in force.
  public let marks: Marks
  private var entries: [Entry] = []

  init(marks: Marks) { self.marks = marks }

  /// The driver opened this link: writes to it count from now on.
  public mutating func open(_ link: LinkID) {
    let index = Int(link.index)
    while entries.count <= index {
      entries.append(Entry(generation: 0, isOpen: false, isFull: false, queued: 0))
    }
    entries[index] = Entry(
      generation: link.generation, isOpen: true, isFull: false, queued: 0)
  }

  /// The driver closed this link: writes to it are dropped from now on.
  public mutating func close(_ link: LinkID) {
    if holds(link) { entries[Int(link.index)].isOpen = false }
  }

  /// The driver still holds `queued` bytes for this link. Answers whether `.drained` is due.
  public mutating func settle(_ link: LinkID, queued: Int) -> Bool {
    guard holds(link) else { return false }
    let index = Int(link.index)
    entries[index].queued = queued
    guard entries[index].isFull, queued <= marks.low else { return false }
    entries[index].isFull = false
    return true
  }

  /// What a write to this link would answer; a link that is gone takes nothing and says full.
  public func flow(of link: LinkID) -> Flow {
    holds(link) && !entries[Int(link.index)].isFull ? .open : .full
  }

  /// Bytes waiting on this link.
  public func queued(on link: LinkID) -> Int {
    holds(link) ? entries[Int(link.index)].queued : 0
  }

  func holds(_ link: LinkID) -> Bool {
    let index = Int(link.index)
    return index < entries.count && entries[index].isOpen
      && entries[index].generation == link.generation
  }

  enum Verdict { case accepted(Flow), gone, overflows }

  mutating func add(_ count: Int, to link: LinkID) -> Verdict {
    guard holds(link) else { return .gone }
    let index = Int(link.index)
    let queued = entries[index].queued + count
    guard queued <= marks.limit else { return .overflows }
    entries[index].queued = queued
    if queued > marks.high { entries[index].isFull = true }
    return .accepted(entries[index].isFull ? .full : .open)
  }
}
