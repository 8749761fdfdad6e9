import SansIO

/// One field line of a head, borrowed.
public struct RequestField: ~Escapable {
  /// The name, in the case it was sent in.
  public let name: RawSpan
  /// The value without the blanks around it.
  public let value: RawSpan

  /// Parses a line without its CRLF; throws 400 for what is none (RFC 9112 section 5).
  @_lifetime(copy line)
  init(parsing line: RawSpan) throws(HTTPStatus) {
    // A name that begins with a blank would be a folded line: no token character is one.
    guard let colon = line.first(ASCII.colon), colon > 0 else { throw .badRequest }
    for offset in 0..<colon {
      guard ASCII.isToken(line.uint8(at: offset)) else { throw .badRequest }
    }
    name = line.extracting(0..<colon)
    value = line.extracting(droppingFirst: colon + 1).trimmed()
  }
}

/// Walks over field lines that were checked before.
public struct RequestFieldIterator: ~Escapable {
  private var rest: RawSpan

  /// Walks over lines that end with CRLF each.
  @_lifetime(copy lines)
  init(_ lines: RawSpan) { rest = lines }

  /// The next field.
  @_lifetime(copy self)
  public mutating func next() -> RequestField? {
    guard let end = rest.first(ASCII.lineFeed), end > 0,
      let field = try? RequestField(parsing: rest.extracting(0..<end - 1))
    else { return nil }
    rest = rest.extracting(droppingFirst: end + 1)
    return field
  }
}

/// Walks over the members of a comma-separated list (RFC 9110 section 5.6.1), empty ones left out.
struct ListIterator: ~Escapable {
  private var rest: RawSpan

  /// Walks over a field's value.
  @_lifetime(copy value)
  init(_ value: RawSpan) { rest = value }

  /// The next member without the blanks around it.
  @_lifetime(copy self)
  mutating func next() -> RawSpan? {
    while !rest.isEmpty {
      let end = rest.first(ASCII.comma) ?? rest.byteCount
      let member = rest.extracting(0..<end).trimmed()
      rest = rest.extracting(droppingFirst: min(end + 1, rest.byteCount))
      if !member.isEmpty { return member }
    }
    return nil
  }
}
