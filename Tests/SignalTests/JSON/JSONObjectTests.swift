import SansIO
import Signal
import TestSupport
import Testing

@Suite struct JSONObjectTests {
  /// The text of a member's value, as it came.
  func value(_ name: String, of text: String) throws -> String? {
    let bytes = text.bytes
    return try JSONObject(parsing: bytes.raw)[name]?.bytes.text
  }

  func string(_ text: String) throws -> String? {
    let bytes = text.bytes
    return try JSONValue(parsing: bytes.raw).string
  }

  @Test func `members are found with their values as they came`() throws {
    let text = #" { "cmd" : "send" , "msg":"{\"sdp\":\"v=0\\r\\n\"}", "n":[1, {"x":2}],"z":{}} "#
    #expect(try value("cmd", of: text) == #""send""#)
    #expect(try value("msg", of: text) == #""{\"sdp\":\"v=0\\r\\n\"}""#)
    #expect(try value("n", of: text) == #"[1, {"x":2}]"#)
    #expect(try value("z", of: text) == "{}")
    #expect(try value("x", of: text) == nil)
  }

  @Test func `limit 15 of equal names the last counts, escaped or not`() throws {
    #expect(try value("a", of: #"{"a":1,"a":2,"b":3}"#) == "2")
    #expect(try value("a", of: #"{"a":1,"\u0061":2}"#) == "2")
    #expect(try value("a\"", of: #"{"a\"":1}"#) == "1")
    #expect(try value("\u{0}", of: #"{"\u0000":1}"#) == "1")
    #expect(try value("a", of: #"{"\ud800":1,"a":2}"#) == "2")
  }

  @Test func `strings are decoded`() throws {
    #expect(try string(#""\"\\\/\b\f\n\r\t\u0041\u00e4\u20AC""#) == "\"\\/\u{8}\u{C}\n\r\tAä€")
    #expect(try string(#""\ud83d\ude00x""#) == "😀x")
    #expect(try string("\"ä😀\"") == "ä😀")
    #expect(try string(#""\u0000""#) == "\u{0}")
    #expect(try string("1") == nil)
  }

  @Test(arguments: [
    #""\ud800""#, #""\udc00""#, #""\ud800\ud800""#, #""\ud800x""#, #""\ud800\n""#,
    #""\udc00\ud800""#, #""\ud83d\u0041""#, #""abc\udbff""#,
  ])
  func `limit 15 half a surrogate pair is passed on and not decoded`(_ text: String) throws {
    #expect(try string(text) == nil)
    #expect(try value("m", of: #"{"m":\#(text)}"#) == text)
  }

  static let integers: [(String, Int64?)] = [
    ("0", 0), ("-0", 0), ("42", 42), ("-1", -1), ("9223372036854775807", .max),
    ("-9223372036854775808", .min), ("9223372036854775808", nil), ("1.0", nil), ("1e2", nil),
    ("\"1\"", nil), ("true", nil),
  ]

  @Test(arguments: integers.indices)
  func `whole numbers are read if they fit`(_ index: Int) throws {
    let (text, integer) = Self.integers[index]
    let bytes = text.bytes
    let value = try JSONValue(parsing: bytes.raw).integer
    #expect(value == integer)
  }

  @Test func `other kinds are read for what they are`() throws {
    let bytes = #"{"t":true,"f":false,"n":null,"o":{"i":{"j":7}},"a":[1,"2", [3],{"k":4}]}"#.bytes
    let object = try JSONObject(parsing: bytes.raw)
    let bools = [object["t"]?.bool, object["f"]?.bool, object["n"]?.bool]
    #expect(bools == [true, false, nil])
    let kinds = ["t", "n", "o", "a"].map { object[$0]?.kind }
    #expect(kinds == [.bool, .null, .object, .array])
    let deep = object["o"]?.object?["i"]?.object?["j"]?.integer
    #expect(deep == 7 && object.count == 5)
    var texts: [String?] = []
    if let array = object["a"] {
      var elements = array.elements
      while let element = elements.next() { texts.append(element.bytes.text) }
    }
    #expect(texts == ["1", #""2""#, "[3]", #"{"k":4}"#])
    if let other = object["o"] {
      var elements = other.elements
      let isEmpty = elements.next() == nil
      #expect(isEmpty)
    }
  }

  @Test(arguments: ["[]", "1", "\"{}\"", "null"])
  func `a text that is no object is refused as such`(_ text: String) {
    let bytes = text.bytes
    #expect(throws: JSONError(.wrongKind, at: 0)) { _ = try JSONObject(parsing: bytes.raw) }
  }
}
