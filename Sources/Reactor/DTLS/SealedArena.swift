import SansIO

/// Where datagrams that were encrypted lie until the kernel has them.
@safe
struct SealedArena: ~Copyable {
  /// More than any datagram or flight needs, several times.
  static let capacity = 98_304

  private let block: UnsafeMutableRawBufferPointer
  private var used = 0

  /// Allocates all memory; pages no datagram has reached cost nothing.
  init() {
    // Freed in deinit; leaves this type only as borrowed parts.
    unsafe block = .allocate(byteCount: Self.capacity, alignment: 16)
  }

  deinit {
    // The one owner ends here.
    unsafe block.deallocate()
  }

  /// How many bytes are free.
  var roomCount: Int { Self.capacity - used }

  /// Everything has left.
  mutating func reset() { used = 0 }

  /// At most so many of the free bytes.
  @unsafe
  func room(_ count: Int) -> UnsafeMutableRawBufferPointer {
    // In bounds; whoever calls answers for the time.
    unsafe UnsafeMutableRawBufferPointer(
      rebasing: block[used..<min(used + count, Self.capacity)])
  }

  /// Keeps the first bytes of the room, which have been filled in, until the next `reset`.
  @unsafe
  mutating func take(_ count: Int) -> UnsafeRawBufferPointer {
    defer { used += count }
    // The range is checked; whoever calls answers for the time.
    return unsafe UnsafeRawBufferPointer(rebasing: block[used..<used + count])
  }
}
