/// Draws choices from the fuzzer's input; zeros when it is used up.
struct InputReader {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var place = 0

  /// Reads from this memory, which has to outlive the reader.
  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// Whether nothing is left.
  var isAtEnd: Bool { place >= bytes.count }

  /// The next byte.
  mutating func byte() -> UInt8 {
    guard place < bytes.count else { return 0 }
    defer { place += 1 }
    return bytes[place]
  }

  /// A number below a bound of at most 256.
  mutating func number(below bound: Int) -> Int { Int(byte()) % bound }

  /// The next two bytes as a number.
  mutating func word() -> UInt16 { UInt16(byte()) << 8 | UInt16(byte()) }

  /// So many bytes of input, fewer at its end.
  mutating func bytes(_ count: Int) -> [UInt8] {
    let end = min(place + count, bytes.count)
    defer { place = end }
    return place < end ? Array(bytes[place..<end]) : []
  }
}
