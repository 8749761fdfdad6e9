import SansIO

/// A parsed request head over borrowed bytes (RFC 9112).
///
/// What proxies and servers are known to read in two ways is refused, and not repaired: that is
/// what requests are smuggled in.
public struct RequestHead: ~Escapable {
  /// What is to be done.
  public let method: HTTPMethod
  /// To what.
  public let target: RequestTarget
  /// 0 for HTTP/1.0, 1 for HTTP/1.1 and what may come after it.
  public let minorVersion: UInt8
  /// The host and port the request is for; empty only in HTTP/1.0.
  public let host: RawSpan
  /// How the body's end is found.
  public let body: BodyFraming
  /// Whether the client wants to send more requests on this connection.
  public let keepsAlive: Bool
  /// Whether the client waits for 100 before it sends the body (RFC 9110 section 10.1.1).
  public let expectsContinue: Bool
  private let lines: RawSpan

  /// Parses a head that `HeadScan` found complete; throws the status it is refused with.
  @_lifetime(copy bytes)
  public init(parsing bytes: RawSpan) throws(HTTPStatus) {
    let start = bytes.byteCount >= 2 && bytes.uint8(at: 0) == ASCII.carriageReturn ? 2 : 0
    guard let end = bytes.first(ASCII.lineFeed, from: start), end > start else {
      throw .badRequest
    }
    let line = bytes.extracting(start..<end - 1)
    guard let first = line.first(ASCII.space),
      let second = line.first(ASCII.space, from: first + 1), first > 0
    else { throw .badRequest }
    let version = try Self.minorVersion(line.extracting(droppingFirst: second + 1))
    let method = try Self.method(line.extracting(0..<first))
    let target = try RequestTarget(
      parsing: line.extracting(first + 1..<second), method: method)
    // The last two bytes are the empty line.
    let lines = bytes.extracting(end + 1..<max(end + 1, bytes.byteCount - 2))
    let facts = try HeadFacts(scanning: lines, minorVersion: version)
    let host = lines.extracting(facts.host)
    guard target.authority.isEmpty || target.authority.holdsSameBytes(as: host) else {
      throw .badRequest
    }
    self.method = method
    self.target = target
    minorVersion = version
    self.host = host
    body = try facts.framing(minorVersion: version)
    keepsAlive = facts.keepsAlive(minorVersion: version)
    expectsContinue = facts.expectsContinue && version > 0
    self.lines = lines
  }

  /// All fields, in the order they were sent.
  public var fields: RequestFieldIterator {
    @_lifetime(copy self)
    get { RequestFieldIterator(lines) }
  }

  /// The value of the first field of this name, which is to be given in lower case.
  @_lifetime(copy self)
  public func first(_ name: String) -> RawSpan? {
    var iterator = fields
    while let field = iterator.next() {
      if field.name.equalsIgnoringCase(name) { return field.value }
    }
    return nil
  }

  /// How many fields of this name there are, which is to be given in lower case.
  public func count(of name: String) -> Int {
    var count = 0
    var iterator = fields
    while let field = iterator.next() {
      if field.name.equalsIgnoringCase(name) { count += 1 }
    }
    return count
  }

  /// Whether a list of tokens, maybe spread over fields of the same name, holds this one; both are
  /// to be given in lower case.
  public func list(_ name: String, holds token: String) -> Bool {
    var iterator = fields
    while let field = iterator.next() {
      guard field.name.equalsIgnoringCase(name) else { continue }
      var members = ListIterator(field.value)
      while let member = members.next() {
        if member.equalsIgnoringCase(token) { return true }
      }
    }
    return false
  }

  // MARK: The request line

  private static func method(_ name: RawSpan) throws(HTTPStatus) -> HTTPMethod {
    for offset in 0..<name.byteCount {
      guard ASCII.isToken(name.uint8(at: offset)) else { throw .badRequest }
    }
    guard let method = HTTPMethod(named: name) else { throw .notImplemented }
    return method
  }

  private static func minorVersion(_ text: RawSpan) throws(HTTPStatus) -> UInt8 {
    guard text.byteCount == 8, text.extracting(0..<5).equals("HTTP/"),
      ASCII.isDigit(text.uint8(at: 5)), text.uint8(at: 6) == ASCII.dot,
      ASCII.isDigit(text.uint8(at: 7))
    else { throw .badRequest }
    guard text.uint8(at: 5) == UInt8(ascii: "1") else { throw .versionNotSupported }
    return text.uint8(at: 7) == UInt8(ascii: "0") ? 0 : 1
  }
}
