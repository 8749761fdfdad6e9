import SansIO

/// One attribute of a received message, borrowed (RFC 8489 section 14).
public struct Attribute: ~Escapable {
  /// What it is.
  public let type: AttributeType
  /// Its value without the padding.
  public let value: RawSpan

  @_lifetime(copy value)
  init(type: AttributeType, value: RawSpan) {
    self.type = type
    self.value = value
  }
}

/// Walks over attributes whose lengths were checked when the message was parsed.
public struct AttributeIterator: ~Escapable {
  private var rest: RawSpan

  @_lifetime(copy rest)
  init(_ rest: RawSpan) { self.rest = rest }

  /// The next attribute in the order of the wire.
  @_lifetime(copy self)
  public mutating func next() -> Attribute? {
    guard rest.byteCount >= 4 else { return nil }
    let count = Int(rest.uint16(at: 2))
    let padded = 4 + (count + 3) & ~3
    guard rest.byteCount >= padded else { return nil }
    let attribute = Attribute(
      type: AttributeType(rawValue: rest.uint16(at: 0)), value: rest.extracting(4..<4 + count))
    rest = rest.extracting(padded..<rest.byteCount)
    return attribute
  }
}
