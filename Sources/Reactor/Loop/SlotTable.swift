/// Things named by a small index and a generation; an index is used again after a removal, with
/// another generation. `Array` cannot hold what cannot be copied.
@safe
struct SlotTable<Element: ~Copyable>: ~Copyable {
  private struct Mark {
    var generation: UInt16
    var isUsed: Bool
  }

  private var elements: UnsafeMutablePointer<Element>
  private var capacity: Int
  private var marks: [Mark] = []
  private var free: [UInt32] = []

  /// How many there are.
  var count: Int { marks.count - free.count }
  /// Every index in use is below this.
  var end: Int { marks.count }

  /// Makes an empty table.
  init() {
    capacity = 16
    // Freed in deinit; never leaves this type.
    unsafe elements = .allocate(capacity: capacity)
  }

  deinit {
    for index in 0..<marks.count where marks[index].isUsed {
      // Marked as used: initialised, and not taken out since.
      unsafe (elements + index).deinitialize(count: 1)
    }
    // The one owner ends here.
    unsafe elements.deallocate()
  }

  /// The name the next insertion will give.
  var next: (index: UInt32, generation: UInt16) {
    guard let index = free.last else { return (UInt32(marks.count), 0) }
    return (index, marks[Int(index)].generation)
  }

  /// Puts something in under the name `next` announced.
  mutating func insert(_ element: consuming Element) {
    let index: Int
    if let last = free.popLast() {
      index = Int(last)
      marks[index].isUsed = true
    } else {
      index = marks.count
      if index == capacity { grow() }
      marks.append(Mark(generation: 0, isUsed: true))
    }
    // Below capacity, and not in use until now.
    unsafe (elements + index).initialize(to: element)
  }

  /// Takes something out.
  mutating func remove(_ index: Int) -> Element {
    precondition(isUsed(index))
    marks[index].isUsed = false
    marks[index].generation &+= 1
    free.append(UInt32(index))
    // In use until now.
    return unsafe (elements + index).move()
  }

  /// Whether this use of the index is the present one.
  @inline(__always)
  func holds(_ index: Int, _ generation: UInt16) -> Bool {
    isUsed(index) && marks[index].generation == generation
  }

  /// Whether the index is in use.
  @inline(__always)
  func isUsed(_ index: Int) -> Bool { index < marks.count && marks[index].isUsed }

  /// What is at an index in use.
  subscript(index: Int) -> Element {
    @inline(__always)
    _read {
      precondition(isUsed(index))
      // In use: initialised and below capacity.
      yield unsafe elements[index]
    }
    @inline(__always)
    _modify {
      precondition(isUsed(index))
      // In use: initialised and below capacity.
      yield unsafe &elements[index]
    }
  }

  private mutating func grow() {
    // Every place below `capacity` is in use when the table grows.
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity * 2)
    unsafe larger.moveInitialize(from: elements, count: capacity)
    unsafe elements.deallocate()
    unsafe elements = larger
    capacity *= 2
  }
}
