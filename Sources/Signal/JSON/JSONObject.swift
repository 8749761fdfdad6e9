import SansIO

/// A JSON object over borrowed bytes: where each member lies, and nothing decoded.
public struct JSONObject: ~Escapable {
  private struct Member {
    var key: Range<Int>
    var value: Range<Int>
    var kind: JSONKind
  }

  private let bytes: RawSpan
  private let members: [Member]
  private let limits: JSONLimits

  /// Parses a text that is one object, and checks all of it.
  @_lifetime(copy bytes)
  public init(parsing bytes: RawSpan, limits: JSONLimits = JSONLimits()) throws(JSONError) {
    var cursor = try JSONCursor(bytes, limits)
    cursor.skipBlanks()
    guard cursor.skip(UInt8(ascii: "{")) else { throw cursor.error(.wrongKind) }
    var members: [Member] = []
    cursor.skipBlanks()
    if !cursor.skip(UInt8(ascii: "}")) {
      repeat {
        guard members.count < limits.maximumMembers else { throw cursor.error(.tooManyMembers) }
        members.append(try Self.member(&cursor))
        cursor.skipBlanks()
      } while cursor.skip(ASCII.comma)
      try cursor.expect(UInt8(ascii: "}"))
    }
    try cursor.expectEnd()
    self.bytes = bytes
    self.members = members
    self.limits = limits
  }

  private static func member(_ cursor: inout JSONCursor) throws(JSONError) -> Member {
    cursor.skipBlanks()
    let keyStart = cursor.offset + 1
    let keyEnd = try cursor.skipKey()
    let valueStart = cursor.offset
    let kind = try cursor.skipValue(depth: 2)
    return Member(key: keyStart..<keyEnd, value: valueStart..<cursor.offset, kind: kind)
  }

  /// How many members there are, those of equal names counted one by one.
  public var count: Int { members.count }

  /// The value of this name; of more than one the last, as in browsers.
  public subscript(_ name: String) -> JSONValue? {
    @_lifetime(copy self)
    get {
      for member in members.reversed()
      where JSONString.equals(bytes.extracting(member.key), name) {
        return JSONValue(member.kind, bytes.extracting(member.value), limits)
      }
      return nil
    }
  }
}
