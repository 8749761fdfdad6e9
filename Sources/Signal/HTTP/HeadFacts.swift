import SansIO

/// What the fields of a head say about the request itself.
struct HeadFacts {
  private(set) var host = 0..<0
  private(set) var expectsContinue = false
  private var hosts = 0
  private var lengths = 0
  private var length = 0
  private var codings = 0
  private var isChunked = false
  private var wantsClose = false
  private var wantsKeepAlive = false

  /// The most digits a Content-Length may have: nothing of more is taken anyway.
  private static let maximumLengthDigits = 15

  /// Reads every field line; throws the status the request is refused with.
  init(scanning lines: RawSpan, minorVersion: UInt8) throws(HTTPStatus) {
    var start = 0
    while start < lines.byteCount {
      guard let end = lines.first(ASCII.lineFeed, from: start), end > start else {
        throw .badRequest
      }
      let field = try RequestField(parsing: lines.extracting(start..<end - 1))
      if field.name.equalsIgnoringCase("host") {
        guard let place = lines.byteOffsets(of: field.value) else { throw .badRequest }
        host = place
        hosts += 1
        guard Self.isHost(field.value) else { throw .badRequest }
      } else {
        try note(field)
      }
      start = end + 1
    }
    // RFC 9112 section 3.2: a lack or more than one of them is answered with 400.
    guard hosts == 1 || hosts == 0 && minorVersion == 0 else { throw .badRequest }
  }

  private mutating func note(_ field: RequestField) throws(HTTPStatus) {
    if field.name.equalsIgnoringCase("content-length") {
      lengths += 1
      guard let value = Self.length(field.value) else { throw .badRequest }
      length = value
    } else if field.name.equalsIgnoringCase("transfer-encoding") {
      codings += 1
      if field.value.equalsIgnoringCase("chunked") { isChunked = true }
    } else if field.name.equalsIgnoringCase("connection") {
      var members = ListIterator(field.value)
      while let member = members.next() {
        if member.equalsIgnoringCase("close") { wantsClose = true }
        if member.equalsIgnoringCase("keep-alive") { wantsKeepAlive = true }
      }
    } else if field.name.equalsIgnoringCase("expect") {
      guard field.value.equalsIgnoringCase("100-continue") else { throw .expectationFailed }
      expectsContinue = true
    }
  }

  /// RFC 9112 section 6.3, without the leniencies it allows.
  func framing(minorVersion: UInt8) throws(HTTPStatus) -> BodyFraming {
    guard codings + lengths <= 1 else { throw .badRequest }
    if codings == 1 {
      guard minorVersion > 0 else { throw .badRequest }
      guard isChunked else { throw .notImplemented }
      return .chunked
    }
    return length == 0 ? .none : .length(length)
  }

  /// RFC 9112 section 9.3.
  func keepsAlive(minorVersion: UInt8) -> Bool {
    !wantsClose && (minorVersion > 0 || wantsKeepAlive)
  }

  private static func length(_ text: RawSpan) -> Int? {
    guard (1...maximumLengthDigits).contains(text.byteCount) else { return nil }
    var value = 0
    for offset in 0..<text.byteCount {
      guard ASCII.isDigit(text.uint8(at: offset)) else { return nil }
      value = value * 10 + Int(text.uint8(at: offset) - 0x30)
    }
    return value
  }

  /// Whether these are only bytes that a host and a port are made of (RFC 3986 section 3.2.2).
  private static func isHost(_ value: RawSpan) -> Bool {
    for offset in 0..<value.byteCount {
      let byte = value.uint8(at: offset)
      if ASCII.isAlphanumeric(byte) { continue }
      switch byte {
      case UInt8(ascii: "-"), ASCII.dot, UInt8(ascii: "_"), UInt8(ascii: "~"), ASCII.percent,
        UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: "&")...UInt8(ascii: ","),
        ASCII.semicolon, UInt8(ascii: "="), ASCII.colon, UInt8(ascii: "["), UInt8(ascii: "]"):
        continue
      default: return false
      }
    }
    return !value.isEmpty
  }
}
