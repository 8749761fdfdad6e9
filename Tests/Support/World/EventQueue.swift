/// What is to happen in a world, in order of time; equal times keep the order they were given in.
struct EventQueue {
  private struct Entry {
    var time: UInt64
    var order: UInt64
    var slot: Int

    @inline(__always)
    func precedes(_ other: Entry) -> Bool {
      time != other.time ? time < other.time : order < other.order
    }
  }

  private var heap: [Entry] = []
  private var actions: [(() -> Void)?] = []
  private var vacant: [Int] = []
  private var given: UInt64 = 0

  /// When the next thing happens, in nanoseconds.
  var nextTime: UInt64? { heap.first?.time }

  /// Puts in what is to happen at that time.
  mutating func add(at time: UInt64, _ action: @escaping () -> Void) {
    let slot: Int
    if let free = vacant.popLast() {
      slot = free
      actions[slot] = action
    } else {
      slot = actions.count
      actions.append(action)
    }
    let entry = Entry(time: time, order: given, slot: slot)
    given += 1
    var place = heap.count
    heap.append(entry)
    while place > 0 {
      let parent = (place - 1) / 2
      guard entry.precedes(heap[parent]) else { break }
      heap[place] = heap[parent]
      place = parent
    }
    heap[place] = entry
  }

  /// Takes out what happens first.
  mutating func takeFirst() -> (time: UInt64, action: () -> Void)? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    if !heap.isEmpty { sink(last) }
    guard let action = actions[first.slot] else { preconditionFailure() }
    actions[first.slot] = nil
    vacant.append(first.slot)
    return (first.time, action)
  }

  private mutating func sink(_ entry: Entry) {
    var place = 0
    while true {
      var child = 2 * place + 1
      guard child < heap.count else { break }
      if child + 1 < heap.count, heap[child + 1].precedes(heap[child]) { child += 1 }
      guard heap[child].precedes(entry) else { break }
      heap[place] = heap[child]
      place = child
    }
    heap[place] = entry
  }
}
