/// The connections that hold something unfinished, the oldest first: places of a table, linked by
/// numbers, so that joining and leaving take constant time.
struct UnfinishedQueue {
  private struct Node {
    var previous: Int32 = UnfinishedQueue.none
    var next: Int32 = UnfinishedQueue.none
    var count = 0
    var isIn = false
  }

  private static let none: Int32 = -1
  private var nodes: [Node] = []
  private var first = none
  private var last = none
  /// Bytes that all of them hold.
  private(set) var total = 0

  /// What the least unfinished thing costs, even if it holds no byte yet.
  private static let overhead = 64

  /// The place that has been unfinished for the longest time.
  var oldest: Int? { first == Self.none ? nil : Int(first) }

  /// Notes how much this place holds; `nil` takes it out.
  mutating func set(_ count: Int?, at index: Int) {
    guard let count else { return remove(index) }
    if !isIn(index) { append(index) }
    total += count + Self.overhead - nodes[index].count
    nodes[index].count = count + Self.overhead
  }

  private func isIn(_ index: Int) -> Bool { index < nodes.count && nodes[index].isIn }

  private mutating func append(_ index: Int) {
    while nodes.count <= index { nodes.append(Node()) }
    nodes[index] = Node(previous: last, isIn: true)
    if last == Self.none {
      first = Int32(index)
    } else {
      nodes[Int(last)].next = Int32(index)
    }
    last = Int32(index)
  }

  private mutating func remove(_ index: Int) {
    guard isIn(index) else { return }
    let node = nodes[index]
    if node.previous == Self.none {
      first = node.next
    } else {
      nodes[Int(node.previous)].next = node.next
    }
    if node.next == Self.none {
      last = node.previous
    } else {
      nodes[Int(node.next)].previous = node.previous
    }
    total -= node.count
    nodes[index] = Node()
  }
}
