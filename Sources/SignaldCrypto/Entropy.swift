/// Random bytes: AES-256 in counter mode, keyed by 32 bytes.
///
/// It cannot be copied, because two copies would say the same; `split()` makes an independent one.
@safe
public struct Entropy: ~Copyable, @unchecked Sendable {
  // Sendable, because the buffer has one owner, and only that owner's mutating calls use it.

  /// How many bytes a key has.
  public static var keyCount: Int { 32 }
  /// How many bytes are made at a time.
  static var bufferCount: Int { 1024 }

  private var keystream: Keystream
  private let buffer: UnsafeMutableRawBufferPointer
  private var position: Int

  /// A generator keyed by the system. Traps only if the system has no randomness to give.
  public static func system() -> Entropy {
    Entropy(key: Platform.randomBytes(keyCount))
  }

  /// Makes a generator that always says the same for the same seed: for tests and simulations.
  public init(seed: UInt64) {
    var key = (0..<8).map { UInt8(truncatingIfNeeded: seed >> UInt64(56 - 8 * $0)) }
    key += Array(repeating: 0, count: Entropy.keyCount - key.count)
    self.init(key: key)
  }

  /// Makes a generator from a key of exactly 32 bytes; traps on any other length.
  public init(key: [UInt8]) {
    precondition(key.count == Entropy.keyCount)
    keystream = Keystream(key: key, counter: Array(repeating: 0, count: Keystream.counterCount))
    // Freed in deinit; the pointer never leaves this type.
    unsafe buffer = .allocate(byteCount: Entropy.bufferCount, alignment: 16)
    position = Entropy.bufferCount
  }

  deinit {
    // The one owner of the buffer ends here.
    unsafe buffer.deallocate()
  }

  /// An independent generator, keyed by this one.
  public mutating func split() -> Entropy { Entropy(key: bytes(Entropy.keyCount)) }

  /// 64 random bits.
  public mutating func uint64() -> UInt64 {
    if position + 8 > Entropy.bufferCount { refill() }
    defer { position += 8 }
    // In bounds by the check above, and the buffer is filled.
    return UInt64(
      bigEndian: unsafe buffer.loadUnaligned(fromByteOffset: position, as: UInt64.self))
  }

  /// A random number from zero to one less than `bound`, equally likely. Traps for a bound of 0.
  public mutating func number(below bound: UInt64) -> UInt64 {
    precondition(bound > 0)
    // The high half of random × bound; low halves below 2^64 mod bound would come up too often.
    let threshold = (0 &- bound) % bound
    while true {
      let product = uint64().multipliedFullWidth(by: bound)
      if product.low >= threshold { return product.high }
    }
  }

  /// Appends `count` random bytes. Traps when there is no room.
  @_lifetime(output: copy output)
  public mutating func fill(_ output: inout OutputRawSpan, count: Int) {
    for _ in 0..<count { output.append(uint8()) }
  }

  /// Some random bytes.
  public mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in uint8() }
  }

  private mutating func uint8() -> UInt8 {
    if position == Entropy.bufferCount { refill() }
    defer { position += 1 }
    // In bounds by the check above, and the buffer is filled.
    return unsafe buffer[position]
  }

  private mutating func refill() {
    // The keystream fills exactly this buffer, whose one owner we are.
    unsafe keystream.fill(buffer)
    position = 0
  }
}
