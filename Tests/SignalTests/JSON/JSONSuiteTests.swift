import SansIO
import Signal
import TestSupport
import Testing

/// What is JSON and what is not, after the cases of the public JSON test suites.
@Suite struct JSONSuiteTests {
  func error(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) -> JSONError? {
    do throws(JSONError) {
      _ = try JSONValue(parsing: bytes.raw, limits: limits)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [
    "null", "true", "false", " true\r\n\t ", "0", "-0", "1", "-1", "10", "123.456e78", "0e1",
    "0e+1", "0E-1", "1E22", "20e1", "-1.5", "0.1", "1e400", "-123123e100000",
    "123123123123123123123123123123", "\"\"", #""asd""#, #""\"\\\/\b\f\n\r\t\u0041""#, "\" \"",
    #""\u0000""#, #""\uD801\udc37""#, #""\ud83d\ude39\ud83d\udc8d""#, "\"\u{7F}\"", "\"ä€😀\"",
    "\"\u{2028}\u{2029}\"", "\"\u{10FFFF}\u{FFFF}\"", #""a/*b*/c""#, #""\ud800""#,
    #""\udd1e\ud834""#, #""\ud800abc""#, "[]", "[ ]", "[[]]", "[null, 1, \"1\", {}]", "[1,2]",
    "[ [ ] , { } ]", "{}", "{ }", #"{"a":1}"#, #"{"":0}"#, #"{"a":"b","a":"c"}"#,
    #"{"\u0061":[]}"#, #"{ "a" : 1 , "b" : 2 }"#, "{\"a\":\n1}",
    #"["12345678"]"#, #"["1234567890123456\n"]"#,
  ])
  func `RFC 8259 what is JSON is taken`(_ text: String) {
    #expect(error(text.bytes) == nil)
  }

  static let rejected: [(String, JSONError.Reason)] = [
    ("", .truncated), (" ", .truncated), ("nul", .truncated), ("nulL", .unexpected),
    ("True", .unexpected), ("truee", .trailing), ("tru]", .unexpected), ("undefined", .unexpected),
    ("NaN", .unexpected), ("Infinity", .unexpected), ("-Infinity", .badNumber),
    ("+1", .unexpected), (".5", .unexpected), ("1.", .truncated), ("1.]", .badNumber),
    ("-", .truncated), ("-a", .badNumber), ("01", .trailing), ("-01", .trailing),
    ("00", .trailing), ("1e", .truncated), ("1e+", .truncated), ("1ea", .badNumber),
    ("1eE2", .badNumber), ("1.e1", .badNumber), ("1+2", .trailing), ("0x42", .trailing),
    ("- 1", .badNumber), ("--1", .badNumber), ("1 000", .trailing), ("１", .unexpected),
    ("\"", .truncated), ("\"a", .truncated), ("\"\\", .truncated), (#""\""#, .truncated),
    (#""\x""#, .badString), (#""\u""#, .badString), (#""\u123"# + "\"", .badString),
    (#""\u12g4""#, .badString), (#""\uD800\u""#, .badString), (#""\U0041""#, .badString),
    (#""\'""#, .badString), ("\"\u{0}\"", .badString), ("\"\n\"", .badString),
    ("\"\t\"", .badString), ("\"\u{1F}\"", .badString), ("\"01234567\u{1}01234567\"", .badString),
    ("'a'", .unexpected), ("\"a\"b", .trailing), ("\"a\"\"b\"", .trailing),
    ("\\\"a\\\"", .unexpected),
    ("[", .truncated), ("]", .unexpected), ("[1", .truncated), ("[1,", .truncated),
    ("[1,]", .unexpected), ("[,1]", .unexpected), ("[1,,2]", .unexpected), ("[1 2]", .unexpected),
    ("[1]]", .trailing), ("[1}", .unexpected), ("[\u{C}]", .unexpected), ("[a]", .unexpected),
    ("[\"a\",\n4\n,1,", .truncated), ("{", .truncated), ("}", .unexpected),
    (#"{"a"}"#, .unexpected), (#"{"a":}"#, .unexpected), (#"{"a":1,}"#, .unexpected),
    (#"{,"a":1}"#, .unexpected), (#"{"a":1,,"b":2}"#, .unexpected), (#"{"a" 1}"#, .unexpected),
    ("{a:1}", .unexpected), ("{1:1}", .unexpected), ("{'a':1}", .unexpected),
    (#"{"a":1 "b":2}"#, .unexpected), (#"{"a":1}}"#, .trailing), (#"{"a":1]"#, .unexpected),
    (#"{"a":1}/**/"#, .trailing), (#"{/**/"a":1}"#, .unexpected), ("/**/1", .unexpected),
    (#"{"a":"b"}#"#, .trailing), ("\u{FEFF}1", .unexpected), ("1\u{A0}", .trailing),
    ("\u{2028}1", .unexpected), ("[1]x", .trailing), ("{}{}", .trailing), ("1,2", .trailing),
  ]

  @Test(arguments: rejected.indices)
  func `RFC 8259 what is not JSON is refused for its reason`(_ index: Int) {
    let (text, reason) = Self.rejected[index]
    #expect(error(text.bytes)?.reason == reason, "\(text.debugDescription)")
  }

  @Test(arguments: [
    "ff", "80", "c0af", "e080af", "eda080", "f4908080", "c3", "e282", "f09f98", "41c3", "fe",
  ])
  func `RFC 8259 §8.1 strings that are not UTF-8 are refused, in names too`(_ bytes: String) {
    let text = [ASCIIByte.quote] + hex(bytes) + [ASCIIByte.quote]
    #expect(error(text)?.reason == .badString)
    #expect(error("{".bytes + text + ":1}".bytes)?.reason == .badString)
    #expect(error(hex(bytes)) != nil)
  }

  @Test func `an error tells where it is`() {
    #expect(error(#"{"a": tru}"#.bytes) == JSONError(.unexpected, at: 9))
    #expect(error("[1, 2".bytes) == JSONError(.truncated, at: 5))
    #expect(error("\"ab\u{1}\"".bytes) == JSONError(.badString, at: 3))
    #expect(error("\"ab".bytes + [0xFF, 0x22]) == JSONError(.badString, at: 3))
  }

  @Test func `limit 15 a text may be sixteen deep`() {
    for (depth, reason) in [(16, nil), (17, .tooDeep)] as [(Int, JSONError.Reason?)] {
      let arrays = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
      #expect(error(arrays.bytes)?.reason == reason)
      let objects =
        String(repeating: #"{"a":"#, count: depth) + "1" + String(repeating: "}", count: depth)
      #expect(error(objects.bytes)?.reason == reason)
    }
    #expect(error(Array(repeating: UInt8(ascii: "["), count: 60_000))?.reason == .tooDeep)
  }

  @Test func `limit 15 an object may have thirty-two members`() {
    for (count, reason) in [(32, nil), (33, .tooManyMembers)] as [(Int, JSONError.Reason?)] {
      let members = (0..<count).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
      #expect(error("{\(members)}".bytes)?.reason == reason)
      #expect(error("[{\(members)}]".bytes)?.reason == reason)
    }
  }

  @Test func `a text may have 64 KiB`() {
    let text = "\"" + String(repeating: "x", count: 65_534) + "\""
    #expect(error(text.bytes) == nil)
    #expect(error((text + " ").bytes) == JSONError(.tooLong, at: 65_536))
  }
}

enum ASCIIByte {
  static let quote = UInt8(ascii: "\"")
}
