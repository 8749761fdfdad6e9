import Foundation
import SansIO
import Signal
import TestSupport
import Testing

@Suite struct JSONWriterTests {
  func text(_ body: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter()
    body(&writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  @Test func `values are written with the commas they need`() {
    let written = text { json in
      json.beginObject()
      json.member("a", "b")
      json.key("list")
      json.beginArray()
      json.integer(-1)
      json.bool(true)
      json.null()
      json.beginObject()
      json.endObject()
      json.beginArray()
      json.endArray()
      json.endArray()
      json.member("", "")
      json.endObject()
    }
    #expect(written == #"{"a":"b","list":[-1,true,null,{},[]],"":""}"#)
  }

  @Test func `RFC 8259 §7 texts are escaped, and so is what a page could take for markup`() {
    let written = text { $0.string("\"\\/\n\r\t\u{0}\u{1F}\u{7F}</script>&ä😀\u{2028}\u{2029}") }
    #expect(
      written
        == #""\"\\/\n\r\t\u0000\u001f\u007f\u003c/script\u003e\u0026ä😀\u2028\u2029""#)
  }

  @Test func `a value is passed on as it came`() throws {
    let bytes = #"{"msg": "\u0041\ud800" }"#.bytes
    let object = try JSONObject(parsing: bytes.raw)
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("msg")
    if let message = object["msg"] { writer.raw(message) }
    writer.member("error", "")
    writer.endObject()
    #expect(String(decoding: writer.bytes, as: UTF8.self) == #"{"msg":"\u0041\ud800","error":""}"#)
  }

  @Test func `what is written is read back, here and by others`() async throws {
    let pool = Array("aä€😀\"\\/<>&\n\r\t\u{0}\u{1}\u{7F}\u{2028}\u{FFFF} ").map(String.init)
    try await forEachSeed(256) { (seed) throws in
      var generator = Seeded(seed: seed)
      let texts = (0..<generator.pick(0...8)).map { _ in
        (0..<generator.pick(0...20)).map { _ in pool[generator.below(pool.count)] }.joined()
      }
      var writer = JSONWriter()
      writer.beginArray()
      for text in texts { writer.string(text) }
      writer.endArray()
      let bytes = writer.bytes
      var elements = try JSONValue(parsing: bytes.raw).elements
      var read: [String?] = []
      while let element = elements.next() { read.append(element.string) }
      #expect(read == texts)
      #expect(try JSONDecoder().decode([String].self, from: Data(bytes)) == texts)
    }
  }
}
