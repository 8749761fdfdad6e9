import SansIO

/// Walks over the elements of an array that was checked before.
public struct JSONElements: ~Escapable {
  private var rest: RawSpan
  private let limits: JSONLimits

  /// Walks over an array's text.
  @_lifetime(copy array)
  init(_ array: RawSpan, _ limits: JSONLimits) {
    // Without the bracket the first element stands where a later one stands after its comma.
    rest = array.extracting(droppingFirst: min(1, array.byteCount))
    self.limits = limits
  }

  /// The next element.
  @_lifetime(copy self)
  public mutating func next() -> JSONValue? {
    guard var cursor = try? JSONCursor(rest, limits) else { return nil }
    cursor.skipBlanks()
    let start = cursor.offset
    guard let kind = try? cursor.skipValue(depth: 1) else { return nil }
    let value = JSONValue(kind, rest.extracting(start..<cursor.offset), limits)
    cursor.skipBlanks()
    _ = cursor.skip(ASCII.comma)
    rest = rest.extracting(droppingFirst: cursor.offset)
    return value
  }
}
