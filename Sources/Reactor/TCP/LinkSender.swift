import CSignaldLinux
import SansIO

/// Stream bytes about to leave one link together, described where they lie.
@safe
struct LinkSender: ~Copyable {
  private static let capacity = 256
  private static let orderVectors = 3

  private let vectors: UnsafeMutablePointer<csys_iovec>
  private let prefixes: UnsafeMutablePointer<UInt32>
  private var vectorCount = 0
  /// The link they leave by, if there are any.
  private(set) var link: LinkID?
  /// How many bytes there are.
  private(set) var byteCount = 0

  /// Makes room for one call.
  init() {
    // Both are freed in deinit and never leave this type but as borrowed vectors.
    unsafe vectors = .allocate(capacity: Self.capacity)
    unsafe prefixes = .allocate(capacity: Self.capacity)
  }

  deinit {
    // The one owner of both ends here.
    unsafe vectors.deallocate()
    unsafe prefixes.deallocate()
  }

  /// Whether bytes for this link can leave together with those already here.
  func accepts(_ link: LinkID) -> Bool {
    (self.link == nil || self.link == link)
      && vectorCount + Self.orderVectors <= Self.capacity
  }

  /// Adds bytes; `accepts` must have been asked.
  mutating func append(
    _ payload: UnsafeRawBufferPointer, header: UInt32?, padding: UInt8, to link: LinkID
  ) {
    self.link = link
    if let header {
      // `accepts` made sure of three more places.
      unsafe prefixes[vectorCount] = header.bigEndian
      unsafe add(prefixes + vectorCount, 4)
    }
    // The kernel only reads: `base` is not const for the sake of receiving.
    unsafe add(UnsafeMutableRawPointer(mutating: payload.baseAddress), payload.count)
    if padding > 0 {
      // At most three zeros, of the four there are.
      unsafe prefixes[vectorCount] = 0
      unsafe add(prefixes + vectorCount, Int(padding))
    }
  }

  private mutating func add(_ base: UnsafeMutableRawPointer?, _ count: Int) {
    guard count > 0 else { return }
    // `append` was promised room.
    unsafe vectors[vectorCount] = csys_iovec(base: base, length: count)
    vectorCount += 1
    byteCount += count
  }

  /// Offers everything to the kernel; answers how many bytes it took, or a negative error number.
  func send(by fd: Int32) -> Int {
    // The first `vectorCount` vectors are written.
    unsafe Int(csys_send_vectors(fd, vectors, vectorCount))
  }

  /// A copy of everything after the first `skipped` bytes.
  func copy(after skipped: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(byteCount - skipped)
    var rest = skipped
    for index in 0..<vectorCount {
      // In bounds, and the payload stays in place until the outbox is emptied.
      let vector = unsafe vectors[index]
      let piece = unsafe UnsafeRawBufferPointer(start: vector.base, count: vector.length)
      unsafe bytes.append(contentsOf: piece.dropFirst(rest))
      rest = max(0, rest - piece.count)
    }
    return bytes
  }

  /// Forgets everything.
  mutating func removeAll() {
    vectorCount = 0
    byteCount = 0
    link = nil
  }
}
