/// Where stream bytes arrive: what was kept, then what is new, in one piece. Reused by every read.
@safe
struct LinkScratch: ~Copyable {
  /// The most one read takes in.
  static let readCount = 65_536

  private let plain: UnsafeMutableRawBufferPointer
  private let cipher: UnsafeMutableRawBufferPointer

  /// Makes room for the most that can be kept and one read.
  init(maximumKept: Int) {
    // Both are freed in deinit; pages no byte has reached cost nothing.
    unsafe plain = .allocate(byteCount: maximumKept + Self.readCount, alignment: 16)
    unsafe cipher = .allocate(byteCount: Self.readCount, alignment: 16)
  }

  deinit {
    // The one owner of both ends here.
    unsafe plain.deallocate()
    unsafe cipher.deallocate()
  }

  /// Puts kept bytes at the beginning.
  func place(_ kept: [UInt8]) {
    // The copy is bounds-checked.
    unsafe plain.copyBytes(from: kept)
  }

  /// The room for new bytes after `kept` ones.
  @unsafe
  func room(after kept: Int) -> UnsafeMutableRawBufferPointer {
    // The range is checked; whoever calls answers for the time.
    unsafe UnsafeMutableRawBufferPointer(rebasing: plain[kept...])
  }

  /// The first bytes; good until the next read.
  @unsafe
  func bytes(_ count: Int) -> UnsafeRawBufferPointer {
    // The range is checked; whoever calls answers for the time.
    unsafe UnsafeRawBufferPointer(rebasing: plain[..<count])
  }

  /// The room for what is still encrypted, on its way in or out.
  @unsafe
  var ciphertext: UnsafeMutableRawBufferPointer {
    // Whoever calls answers for the time.
    unsafe cipher
  }

  /// A copy of the last `count` of `total` bytes.
  func tail(_ count: Int, of total: Int) -> [UInt8] {
    // In bounds: the machine cannot keep more than it was given.
    unsafe [UInt8](bytes(total)[(total - count)...])
  }
}
