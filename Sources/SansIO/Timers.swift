/// Deadlines of many things, each cancelled or moved in constant time: a hierarchical timing wheel.
///
/// A timer never fires early and at most `resolution` late.
public struct Timers<Key: BitwiseCopyable>: ~Copyable {
  /// Names one scheduled timer; stale names are harmless.
  public struct ID: Hashable, Sendable, BitwiseCopyable {
    fileprivate let index: UInt32
    fileprivate let generation: UInt32
  }

  /// How late a timer may fire: 2^20 nanoseconds, 1.05 ms.
  public static var resolution: UInt64 { 1 << 20 }

  private static var levels: Int { 6 }
  private static var none: UInt32 { .max }
  private static var due: Int { levels * 64 }

  private struct Node {
    var key: Key
    var tick: UInt64
    var next: UInt32
    var previous: UInt32
    var list: UInt16
    var generation: UInt32
    var isScheduled: Bool
  }

  private var nodes: [Node] = []
  private var heads: [UInt32]
  private var occupied: [UInt64]
  private var cursor: UInt64 = 0
  private var free: UInt32 = none
  /// How many timers are scheduled.
  public private(set) var count = 0

  /// Makes an empty set of timers.
  public init() {
    heads = Array(repeating: Self.none, count: Self.due + 1)
    occupied = Array(repeating: 0, count: Self.levels)
  }

  /// Schedules a timer.
  public mutating func schedule(_ key: Key, at deadline: Instant) -> ID {
    let index = takeNode(key)
    place(index, tick: deadline.nanoseconds >> 20)
    count += 1
    return ID(index: index, generation: nodes[Int(index)].generation)
  }

  /// Takes a timer out; does nothing if it has fired or was cancelled.
  public mutating func cancel(_ id: ID) {
    guard isScheduled(id) else { return }
    unlink(id.index)
    release(id.index)
  }

  /// Whether the timer has neither fired nor been cancelled.
  public func isScheduled(_ id: ID) -> Bool {
    Int(id.index) < nodes.count && nodes[Int(id.index)].isScheduled
      && nodes[Int(id.index)].generation == id.generation
  }

  /// When to ask `next(at:)` again, `nil` if nothing is scheduled. May precede any deadline.
  public var earliest: Instant? {
    if heads[Self.due] != Self.none { return Instant(nanoseconds: 0) }
    guard let (level, tick) = nextSlot() else { return nil }
    return Instant(nanoseconds: (level == 0 ? tick + 1 : tick) << 20)
  }

  /// Takes out one timer whose deadline has passed, or `nil`.
  public mutating func next(at now: Instant) -> Key? {
    if heads[Self.due] == Self.none { advance(to: now.nanoseconds >> 20) }
    let index = heads[Self.due]
    guard index != Self.none else { return nil }
    let key = nodes[Int(index)].key
    unlink(index)
    release(index)
    return key
  }

  // MARK: The wheel

  /// The first occupied slot. A timer lies on the level of the highest digit (of six bits) in which
  /// its tick differs from the cursor, so lower levels always come first, and no level wraps.
  private func nextSlot() -> (level: Int, tick: UInt64)? {
    for level in 0..<Self.levels where occupied[level] != 0 {
      let shift = UInt64(6 * level)
      let digit = UInt64(occupied[level].trailingZeroBitCount)
      let above = shift + 6 >= 64 ? 0 : (cursor >> (shift + 6)) << (shift + 6)
      return (level, above | digit << shift)
    }
    return nil
  }

  private mutating func advance(to tick: UInt64) {
    guard tick > cursor else { return }
    while let (level, start) = nextSlot(), start < tick || (start == tick && level > 0) {
      cursor = start
      let list = level * 64 + occupied[level].trailingZeroBitCount
      var index = heads[list]
      heads[list] = Self.none
      occupied[level] &= occupied[level] - 1
      while index != Self.none {
        let next = nodes[Int(index)].next
        if level == 0, nodes[Int(index)].tick <= start {
          link(index, to: Self.due)
        } else {
          // Only timers beyond the horizon wait in its last tick; nothing else is in the wheel
          // then.
          if level == 0 { cursor = start + 1 }
          place(index, tick: nodes[Int(index)].tick)
        }
        index = next
      }
    }
    cursor = tick
  }

  private mutating func place(_ index: UInt32, tick: UInt64) {
    // Beyond two years the wheel is full: such a timer is looked at again then.
    let horizon = cursor | ((1 << UInt64(6 * Self.levels)) - 1)
    let reached = min(tick, horizon)
    nodes[Int(index)].tick = tick
    guard reached >= cursor else { return link(index, to: Self.due) }
    let level = (63 - ((reached ^ cursor) | 1).leadingZeroBitCount) / 6
    let digit = Int(reached >> UInt64(6 * level) & 63)
    occupied[level] |= 1 << UInt64(digit)
    link(index, to: level * 64 + digit)
  }

  // MARK: Lists

  private mutating func link(_ index: UInt32, to list: Int) {
    let head = heads[list]
    nodes[Int(index)].list = UInt16(list)
    nodes[Int(index)].previous = Self.none
    nodes[Int(index)].next = head
    if head != Self.none { nodes[Int(head)].previous = index }
    heads[list] = index
  }

  private mutating func unlink(_ index: UInt32) {
    let node = nodes[Int(index)]
    let list = Int(node.list)
    if node.previous == Self.none {
      heads[list] = node.next
    } else {
      nodes[Int(node.previous)].next = node.next
    }
    if node.next != Self.none { nodes[Int(node.next)].previous = node.previous }
    if heads[list] == Self.none, list < Self.due {
      occupied[list / 64] &= ~(1 << UInt64(list % 64))
    }
  }

  private mutating func takeNode(_ key: Key) -> UInt32 {
    if free != Self.none {
      let index = free
      free = nodes[Int(index)].next
      nodes[Int(index)].key = key
      nodes[Int(index)].isScheduled = true
      return index
    }
    nodes.append(
      Node(
        key: key, tick: 0, next: Self.none, previous: Self.none, list: 0, generation: 0,
        isScheduled: true))
    return UInt32(nodes.count - 1)
  }

  private mutating func release(_ index: UInt32) {
    nodes[Int(index)].isScheduled = false
    nodes[Int(index)].generation &+= 1
    nodes[Int(index)].next = free
    free = index
    count -= 1
  }
}
