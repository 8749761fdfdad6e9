/// A block of memory for what machines write themselves; grows by doubling, is emptied as a whole.
///
/// `Array.withUnsafeMutableBytes` cannot carry typed throws, hence an allocation of its own.
@safe
struct Slab: ~Copyable {
  private var block: UnsafeMutableRawBufferPointer
  private(set) var count = 0

  init(capacity: Int) {
    // Freed in deinit; never escapes this type but as a borrowed pointer.
    unsafe block = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 16)
  }

  deinit {
    // The one owner of the block ends here.
    unsafe block.deallocate()
  }

  /// Lets `body` write up to `capacity` bytes at the end; they count if it does not throw.
  mutating func append<E: Error>(
    capacity: Int, _ body: (inout OutputRawSpan) throws(E) -> Void
  ) throws(E) -> Range<Int> {
    reserve(capacity)
    let start = count
    // In bounds: reserve(_:) made room for `capacity` bytes after `count`.
    let room = unsafe UnsafeMutableRawBufferPointer(rebasing: block[start..<start + capacity])
    var output = unsafe OutputRawSpan(buffer: room, initializedCount: 0)
    try body(&output)
    let written = unsafe output.finalize(for: room)
    count = start + written
    return start..<count
  }

  mutating func removeAll() { count = 0 }

  /// The bytes at `range`; good until the next `append` or `removeAll`.
  func pointer(to range: Range<Int>) -> UnsafeRawBufferPointer {
    precondition(range.upperBound <= count)
    return unsafe UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(block)[range])
  }

  private mutating func reserve(_ capacity: Int) {
    precondition(capacity >= 0)
    let needed = count + capacity
    // A block that moves is copied whole before the old one ends, so no byte is read after its end.
    if unsafe needed <= block.count { return }
    let larger = unsafe UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(needed, block.count * 2), alignment: 16)
    // Only initialised bytes are copied, and the old block is not used again.
    unsafe larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: block[0..<count]))
    unsafe block.deallocate()
    unsafe block = larger
  }
}
