import SansIO

/// Up to 32 bytes made by a hash function or a message authentication code, stored inline.
///
/// `==` takes a time that depends on the bytes: secrets are compared with `matches(_:)`.
public struct Digest: Hashable, Sendable, BitwiseCopyable {
  /// The most bytes a digest has.
  public static var maximumCount: Int { 32 }

  /// The 32 bytes in memory order; those beyond `count` are zero.
  struct Words: Hashable, BitwiseCopyable {
    /// Bytes 0 to 7.
    var first: UInt64 = 0
    /// Bytes 8 to 15.
    var second: UInt64 = 0
    /// Bytes 16 to 23.
    var third: UInt64 = 0
    /// Bytes 24 to 31.
    var fourth: UInt64 = 0
  }

  /// How many bytes there are, at most 32.
  public let count: Int
  private let words: Words

  /// Holds what `write` appends, at most 32 bytes.
  init(_ write: (inout OutputRawSpan) -> Void) {
    var words = Words()
    // `words` is trivial, and the pointer is good for the call.
    count = unsafe Swift.withUnsafeMutableBytes(of: &words) { buffer in
      var output = unsafe OutputRawSpan(buffer: buffer, initializedCount: 0)
      write(&output)
      return unsafe output.finalize(for: buffer)
    }
    self.words = words
  }

  /// Copies bytes made elsewhere; `nil` for more than 32.
  public init?(bytes: RawSpan) {
    guard bytes.byteCount <= Digest.maximumCount else { return nil }
    self.init { $0.append(bytes: bytes) }
  }

  /// The byte at `index`. Traps beyond the end.
  public subscript(_ index: Int) -> UInt8 {
    precondition(index >= 0 && index < count)
    // In bounds by the precondition; `words` has 32 bytes.
    return unsafe Swift.withUnsafeBytes(of: words) { unsafe $0[index] }
  }

  /// Lends the bytes to `body`.
  public func withBytes<R, E: Error>(_ body: (RawSpan) throws(E) -> R) throws(E) -> R {
    // The span covers initialised bytes of `words` and does not outlive the call.
    try unsafe Swift.withUnsafeBytes(of: words) { (buffer) throws(E) -> R in
      try body(unsafe buffer.bytes.extracting(first: count))
    }
  }

  /// A copy of the bytes.
  public var array: [UInt8] { (0..<count).map { self[$0] } }

  /// The first `count` bytes, for codes that are sent truncated. Traps beyond the end.
  public func prefix(_ count: Int) -> Digest {
    precondition(count >= 0 && count <= self.count)
    return Digest { output in
      for index in 0..<count { output.append(self[index]) }
    }
  }

  /// Whether the bytes are these, in a time that does not tell where they differ.
  public func matches(_ bytes: RawSpan) -> Bool {
    withBytes { constantTimeEqual($0, bytes) }
  }
}

extension Digest {
  /// The digest of some bytes.
  public static func of(_ function: HashFunction, _ bytes: RawSpan) -> Digest {
    var digester = Digester(function)
    digester.update(bytes)
    return digester.finish()
  }

  /// The digest of some bytes.
  public static func of(_ function: HashFunction, _ bytes: [UInt8]) -> Digest {
    of(function, bytes.bytes)
  }

  /// The digest of a text's UTF-8.
  public static func of(_ function: HashFunction, _ text: String) -> Digest {
    of(function, Array(text.utf8))
  }
}

extension Digest: CustomStringConvertible {
  /// The bytes in lower-case hexadecimal.
  public var description: String {
    array.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
