import SansIO

/// Reads a request's body as it arrives, and takes the chunks of one apart (RFC 9112 section 7.1).
public struct BodyReader: Sendable {
  private enum Stage {
    case data(Int)
    case size(UInt32, digits: Int)
    case sizeExtension
    case sizeEnd
    case chunk(Int)
    case chunkReturn, chunkEnd
    case trailer(isEmpty: Bool)
    case trailerEnd(isEmpty: Bool)
    case done
  }

  /// What has arrived of the body.
  public private(set) var bytes: [UInt8] = []
  private var stage: Stage
  private var overhead = 0
  private let maximum: Int
  private let maximumOverhead: Int

  /// The most digits of a chunk's size.
  private static let maximumSizeDigits = 7

  /// Begins to read a body of at most `maximum` bytes; throws 413 for one that says it has more.
  public init(
    _ framing: BodyFraming, maximum: Int, maximumOverhead: Int
  ) throws(HTTPStatus) {
    self.maximum = maximum
    self.maximumOverhead = maximumOverhead
    switch framing {
    case .none: stage = .done
    case .chunked: stage = .size(0, digits: 0)
    case .length(let count):
      guard count <= maximum else { throw .contentTooLarge }
      stage = count == 0 ? .done : .data(count)
    }
  }

  /// Whether the body is all there.
  public var isComplete: Bool { if case .done = stage { true } else { false } }

  /// Takes in bytes from `offset` on and moves it behind them; answers whether the body is
  /// complete. Throws 400 for what are no chunks and 413 for too many bytes.
  public mutating func read(
    _ input: RawSpan, from offset: inout Int
  ) throws(HTTPStatus) -> Bool {
    while !isComplete, offset < input.byteCount {
      switch stage {
      case .data(let left):
        let taken = take(left, input, &offset)
        stage = taken == left ? .done : .data(left - taken)
      case .chunk(let left):
        let taken = take(left, input, &offset)
        stage = taken == left ? .chunkReturn : .chunk(left - taken)
      default:
        overhead += 1
        guard overhead <= maximumOverhead else { throw .badRequest }
        try step(input.uint8(at: offset))
        offset += 1
      }
    }
    return isComplete
  }

  private mutating func take(_ count: Int, _ input: RawSpan, _ offset: inout Int) -> Int {
    let taken = min(count, input.byteCount - offset)
    bytes.append(copying: input.extracting(offset..<offset + taken))
    offset += taken
    return taken
  }

  /// Takes in one byte that belongs to no chunk's data.
  private mutating func step(_ byte: UInt8) throws(HTTPStatus) {
    switch stage {
    case .size(let size, let digits): try stepSize(byte, size, digits)
    case .sizeExtension:
      if byte == ASCII.carriageReturn {
        stage = .sizeEnd
      } else if ASCII.isControl(byte) && byte != ASCII.tab {
        throw .badRequest
      }
    case .sizeEnd:
      try expect(byte, ASCII.lineFeed)
      stage = pending == 0 ? .trailer(isEmpty: true) : .chunk(Int(pending))
    case .chunkReturn:
      try expect(byte, ASCII.carriageReturn)
      stage = .chunkEnd
    case .chunkEnd:
      try expect(byte, ASCII.lineFeed)
      stage = .size(0, digits: 0)
    case .trailer(let isEmpty):
      if byte == ASCII.carriageReturn {
        stage = .trailerEnd(isEmpty: isEmpty)
      } else if ASCII.isControl(byte) && byte != ASCII.tab {
        throw .badRequest
      } else {
        stage = .trailer(isEmpty: false)
      }
    case .trailerEnd(let isEmpty):
      try expect(byte, ASCII.lineFeed)
      stage = isEmpty ? .done : .trailer(isEmpty: true)
    case .data, .chunk, .done: throw .badRequest
    }
  }

  private var pending: UInt32 = 0

  private mutating func stepSize(
    _ byte: UInt8, _ size: UInt32, _ digits: Int
  ) throws(HTTPStatus) {
    if let digit = ASCII.hexValue(byte) {
      guard digits < Self.maximumSizeDigits else { throw .badRequest }
      stage = .size(size << 4 | UInt32(digit), digits: digits + 1)
      return
    }
    guard digits > 0 else { throw .badRequest }
    guard bytes.count + Int(size) <= maximum else { throw .contentTooLarge }
    pending = size
    switch byte {
    case ASCII.carriageReturn: stage = .sizeEnd
    case ASCII.semicolon: stage = .sizeExtension
    default: throw .badRequest
    }
  }

  private func expect(_ byte: UInt8, _ expected: UInt8) throws(HTTPStatus) {
    guard byte == expected else { throw .badRequest }
  }
}
