import SansIO

/// A JSON value over borrowed bytes, checked from end to end and not decoded: what is only passed
/// on is passed on as it came.
public struct JSONValue: ~Escapable {
  /// What it is.
  public let kind: JSONKind
  /// Its text, quotes and escapes included.
  public let bytes: RawSpan
  private let limits: JSONLimits

  /// Parses a text that is one value.
  @_lifetime(copy bytes)
  public init(parsing bytes: RawSpan, limits: JSONLimits = JSONLimits()) throws(JSONError) {
    var cursor = try JSONCursor(bytes, limits)
    cursor.skipBlanks()
    let start = cursor.offset
    let kind = try cursor.skipValue(depth: 1)
    let end = cursor.offset
    try cursor.expectEnd()
    self.kind = kind
    self.bytes = bytes.extracting(start..<end)
    self.limits = limits
  }

  /// Makes a value of what was checked before.
  @_lifetime(copy bytes)
  init(_ kind: JSONKind, _ bytes: RawSpan, _ limits: JSONLimits) {
    self.kind = kind
    self.bytes = bytes
    self.limits = limits
  }

  /// What stands between the quotes of a string, escapes and all; `nil` for other kinds.
  public var escapedText: RawSpan? {
    @_lifetime(copy self)
    get { kind == .string ? bytes.extracting(1..<bytes.byteCount - 1) : nil }
  }

  /// The text of a string; `nil` for other kinds and for half a surrogate pair.
  public var string: String? {
    guard let escaped = escapedText else { return nil }
    return JSONString.decode(escaped)
  }

  /// The value of a number that is a whole one and fits; `nil` for everything else, `1.0` included.
  public var integer: Int64? {
    guard kind == .number else { return nil }
    let text = String(decoding: bytes.copied(), as: UTF8.self)
    return Int64(text)
  }

  /// The value of `true` or `false`; `nil` for other kinds.
  public var bool: Bool? { kind == .bool ? bytes.equals("true") : nil }

  /// The members of an object; `nil` for other kinds.
  public var object: JSONObject? {
    @_lifetime(copy self)
    get { kind == .object ? try? JSONObject(parsing: bytes, limits: limits) : nil }
  }

  /// The elements of an array; none for other kinds.
  public var elements: JSONElements {
    @_lifetime(copy self)
    get { JSONElements(kind == .array ? bytes : bytes.extracting(0..<0), limits) }
  }
}
