/// Bytes of a stream the kernel had no room for, oldest first. Its bound is that of `LinkBacklog`.
struct ByteQueue {
  /// Memory beyond this is given back once the queue is empty.
  private static let keptCapacity = 16_384

  private var bytes: [UInt8] = []
  private var head = 0

  /// How many bytes wait.
  var count: Int { bytes.count - head }
  /// Whether none wait.
  var isEmpty: Bool { head == bytes.count }

  /// Takes bytes in at the end.
  mutating func append(_ more: [UInt8]) { bytes += more }

  /// Takes a copy of bytes in at the end.
  mutating func append(_ more: UnsafeRawBufferPointer) {
    // Copied at once.
    unsafe bytes.append(contentsOf: more)
  }

  /// Drops the oldest bytes.
  mutating func removeFirst(_ count: Int) {
    head += count
    if isEmpty {
      if bytes.capacity > Self.keptCapacity {
        bytes = []
      } else {
        bytes.removeAll(keepingCapacity: true)
      }
      head = 0
    } else if head > bytes.count / 2 {
      bytes.removeFirst(head)
      head = 0
    }
  }

  /// Lends out all bytes.
  func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    // The range lies within the array.
    unsafe bytes.withUnsafeBytes { unsafe body(UnsafeRawBufferPointer(rebasing: $0[head...])) }
  }
}
