import SansIO

/// What a request is about: a path and a query, borrowed, still percent-encoded.
///
/// Whoever has one knows that the path begins with `/` (or is the `*` of OPTIONS), that its escapes
/// are whole, and that no segment is, decoded, `.` or `..`, holds a slash, a backslash or a control
/// character, or is not UTF-8: joined to a root it stays below it.
public struct RequestTarget: ~Escapable {
  /// The path as it was sent.
  public let path: RawSpan
  /// What follows the question mark as it was sent; empty if nothing does.
  public let query: RawSpan
  /// The host of an absolute form (RFC 9112 section 3.2.2); empty for the usual origin form.
  let authority: RawSpan

  /// Parses the target of a request line; throws 400 for what is none.
  @_lifetime(copy bytes)
  init(parsing bytes: RawSpan, method: HTTPMethod) throws(HTTPStatus) {
    for offset in 0..<bytes.byteCount {
      guard Self.isAllowed(bytes.uint8(at: offset)) else { throw .badRequest }
    }
    let start = Self.pathStart(in: bytes)
    let rest = bytes.extracting(droppingFirst: start)
    let mark = rest.first(ASCII.questionMark) ?? rest.byteCount
    path = rest.extracting(0..<mark)
    query = rest.extracting(droppingFirst: min(mark + 1, rest.byteCount))
    if start == 0 {
      authority = bytes.extracting(0..<0)
      if path.equals("*"), method == .options, query.isEmpty { return }
    } else {
      let scheme = bytes.first(ASCII.colon) ?? 0
      authority = bytes.extracting(scheme + 3..<start)
      guard !authority.isEmpty else { throw .badRequest }
      if path.isEmpty { return }
    }
    guard !path.isEmpty, path.uint8(at: 0) == ASCII.slash else { throw .badRequest }
    try Self.check(path)
  }

  /// The decoded segments of the path: none for `/`, `["r", "x"]` for `/r/x`, and a last empty one
  /// for a path that ends with a slash.
  public var segments: [String] {
    guard path.byteCount > 1 else { return [] }
    var segments: [String] = []
    var start = 1
    while start <= path.byteCount {
      let end = path.first(ASCII.slash, from: start) ?? path.byteCount
      let bytes = Self.decoded(path.extracting(start..<end), plusIsSpace: false)
      segments.append(String(decoding: bytes, as: UTF8.self))
      start = end + 1
    }
    return segments
  }

  /// The decoded value of the first query parameter of this name: `""` if it has none, `nil` if it
  /// is missing or not UTF-8. `+` stands for a space; a `%` that is no escape stands for itself.
  public func parameter(_ name: String) -> String? {
    var start = 0
    while start < query.byteCount {
      let end = query.first(UInt8(ascii: "&"), from: start) ?? query.byteCount
      let pair = query.extracting(start..<end)
      let equals = pair.first(UInt8(ascii: "=")) ?? pair.byteCount
      let key = Self.decoded(pair.extracting(0..<equals), plusIsSpace: true)
      if key.elementsEqual(name.utf8) {
        let value = pair.extracting(droppingFirst: min(equals + 1, pair.byteCount))
        return String(
          validating: Self.decoded(value, plusIsSpace: true), as: UTF8.self)
      }
      start = end + 1
    }
    return nil
  }

  // MARK: Parsing

  /// What browsers do not escape is let through; what would begin something else is not.
  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "#"), UInt8(ascii: "<"), UInt8(ascii: ">"), ASCII.quote, ASCII.backslash:
      false
    default: byte > ASCII.space && byte < 0x7F
    }
  }

  /// 0 for the origin form, else where the path of an absolute form begins.
  private static func pathStart(in bytes: RawSpan) -> Int {
    for scheme in ["http://", "https://"] {
      let count = scheme.utf8.count
      guard bytes.byteCount >= count, bytes.extracting(0..<count).equalsIgnoringCase(scheme)
      else { continue }
      var offset = count
      while offset < bytes.byteCount, bytes.uint8(at: offset) != ASCII.slash,
        bytes.uint8(at: offset) != ASCII.questionMark
      { offset += 1 }
      return offset
    }
    return 0
  }

  private static func check(_ path: RawSpan) throws(HTTPStatus) {
    var start = 1
    while start <= path.byteCount {
      let end = path.first(ASCII.slash, from: start) ?? path.byteCount
      let segment = path.extracting(start..<end)
      guard hasWholeEscapes(segment) else { throw .badRequest }
      let bytes = decoded(segment, plusIsSpace: false)
      guard String(validating: bytes, as: UTF8.self) != nil, bytes != [ASCII.dot],
        bytes != [ASCII.dot, ASCII.dot],
        !bytes.contains(where: {
          $0 == ASCII.slash || $0 == ASCII.backslash || ASCII.isControl($0)
        })
      else { throw .badRequest }
      start = end + 1
    }
  }

  private static func hasWholeEscapes(_ bytes: RawSpan) -> Bool {
    for offset in 0..<bytes.byteCount where bytes.uint8(at: offset) == ASCII.percent {
      if escape(at: offset, of: bytes) == nil { return false }
    }
    return true
  }

  /// The byte that the `%` at `offset` begins to spell.
  private static func escape(at offset: Int, of bytes: RawSpan) -> UInt8? {
    guard offset + 2 < bytes.byteCount, let high = ASCII.hexValue(bytes.uint8(at: offset + 1)),
      let low = ASCII.hexValue(bytes.uint8(at: offset + 2))
    else { return nil }
    return high << 4 | low
  }

  private static func decoded(_ bytes: RawSpan, plusIsSpace: Bool) -> [UInt8] {
    var decoded: [UInt8] = []
    decoded.reserveCapacity(bytes.byteCount)
    var offset = 0
    while offset < bytes.byteCount {
      let byte = bytes.uint8(at: offset)
      if byte == ASCII.percent, let value = escape(at: offset, of: bytes) {
        decoded.append(value)
        offset += 3
      } else {
        decoded.append(plusIsSpace && byte == UInt8(ascii: "+") ? ASCII.space : byte)
        offset += 1
      }
    }
    return decoded
  }
}
