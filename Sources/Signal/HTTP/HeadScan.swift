import SansIO

/// Looks for the end of a request head as its bytes arrive, and looks at every byte once.
///
/// Lines end with CRLF and nothing else: a lone CR or LF, which some parsers take for a line's end
/// and some do not, is refused (RFC 9112 section 2.2).
public struct HeadScan: Hashable, Sendable {
  /// How far the head has come.
  public enum Progress: Hashable, Sendable {
    /// More bytes are needed.
    case incomplete
    /// The head is the first so many bytes.
    case complete(count: Int)
    /// It can not become a head; answer with this and close.
    case refused(HTTPStatus)
  }

  private var scanned: Int32 = 0
  private var lineStart: Int32 = 0
  private var lines: Int32 = 0

  /// Bytes a request line may have beside its target: a method, two spaces and a version.
  private static let requestLineRest = 32

  /// Has seen nothing.
  public init() {}

  /// Whether any byte was seen.
  public var hasBegun: Bool { scanned > 0 }

  /// Looks at what is new in `bytes`, which begin where the head begins.
  public mutating func advance(over bytes: RawSpan, limits: HTTPLimits) -> Progress {
    var offset = Int(scanned)
    let end = min(bytes.byteCount, limits.maximumHead)
    while offset < end {
      let byte = bytes.uint8(at: offset)
      let followsReturn = offset > 0 && bytes.uint8(at: offset - 1) == ASCII.carriageReturn
      if byte == ASCII.lineFeed {
        guard followsReturn else { return .refused(.badRequest) }
        if let progress = endLine(at: offset, limits) { return progress }
      } else if followsReturn || ASCII.isControl(byte) && !isAllowed(byte) {
        return .refused(.badRequest)
      } else if offset - Int(lineStart) >= maximumLine(limits) {
        return .refused(lines == 0 ? .targetTooLong : .headTooLarge)
      }
      offset += 1
    }
    scanned = Int32(end)
    return bytes.byteCount >= limits.maximumHead ? .refused(.headTooLarge) : .incomplete
  }

  private func isAllowed(_ control: UInt8) -> Bool {
    control == ASCII.tab || control == ASCII.carriageReturn
  }

  private func maximumLine(_ limits: HTTPLimits) -> Int {
    // The line's CR does not count.
    (lines == 0 ? limits.maximumTarget + Self.requestLineRest : limits.maximumFieldLine) + 1
  }

  /// A line ends with the LF at `offset`.
  private mutating func endLine(at offset: Int, _ limits: HTTPLimits) -> Progress? {
    let isEmpty = offset - 1 == Int(lineStart)
    lineStart = Int32(offset + 1)
    if isEmpty {
      if lines > 0 { return .complete(count: offset + 1) }
      // One empty line may precede a request (RFC 9112 section 2.2).
      return offset == 1 ? nil : .refused(.badRequest)
    }
    lines += 1
    return Int(lines) - 1 > limits.maximumFields ? .refused(.headTooLarge) : nil
  }
}
