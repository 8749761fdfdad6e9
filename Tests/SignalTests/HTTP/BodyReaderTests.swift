import SansIO
import Signal
import TestSupport
import Testing

@Suite struct BodyReaderTests {
  /// The body, and what was left behind it.
  func read(
    _ text: String, _ framing: BodyFraming = .chunked, maximum: Int = 100, overhead: Int = 200,
    cut: ((Int) -> Int)? = nil
  ) throws(HTTPStatus) -> (body: String, left: String)? {
    var reader = try BodyReader(framing, maximum: maximum, maximumOverhead: overhead)
    let bytes = text.bytes
    var offset = 0
    while offset < bytes.count {
      let end = min(bytes.count, offset + (cut?(offset) ?? bytes.count))
      let isComplete = try reader.read(Array(bytes.prefix(end)).raw, from: &offset)
      if isComplete {
        return (
          String(decoding: reader.bytes, as: UTF8.self),
          String(decoding: bytes[offset...], as: UTF8.self)
        )
      }
    }
    return nil
  }

  func refusal(_ text: String, maximum: Int = 100, overhead: Int = 200) -> HTTPStatus? {
    do throws(HTTPStatus) {
      _ = try read(text, maximum: maximum, overhead: overhead)
      return nil
    } catch {
      return error
    }
  }

  static let good: [(String, String)] = [
    ("0\r\n\r\n", ""), ("5\r\nhello\r\n0\r\n\r\n", "hello"),
    ("5\r\nhello\r\n06\r\n world\r\n000\r\n\r\n", "hello world"),
    ("A;x=y;z=\"q\"\r\n0123456789\r\n0;last\r\nTrailer: x\r\nTwo: y\r\n\r\n", "0123456789"),
    ("1\r\n\n\r\n1\r\n\r\r\n0\r\n\r\n", "\n\r"),
  ]

  @Test(arguments: good.indices)
  func `RFC 9112 §7.1 chunks are joined`(_ index: Int) throws {
    let (text, body) = Self.good[index]
    let result = try read(text + "NEXT")
    #expect(result?.body == body && result?.left == "NEXT")
  }

  @Test(arguments: [
    "x\r\n", "\r\n", "-1\r\n", "+1\r\nx\r\n0\r\n\r\n", " 1\r\n", "1 \r\nx\r\n", "0x1\r\n", "1\nx",
    "1\rx", "1\r\nxx", "1\r\nx\n", "1\r\nx\r\r", "0\r\n\n", "0\r\nA: b\n\r\n", "0\r\nA: b\r\r\n",
    "1;a\nx", "1;a\u{0}\r\n", "0\r\nA\u{0}: b\r\n\r\n", "00000001\r\nx", "80000000\r\n",
    "ffffffffffffffff\r\n", "1,2\r\n",
  ])
  func `RFC 9112 §7.1 what is no chunk is refused`(_ text: String) {
    #expect(refusal(text) == .badRequest)
  }

  @Test func `a body beyond its limit is refused before it arrives`() {
    #expect(refusal("65\r\n") == .contentTooLarge)
    #expect(
      refusal("64\r\n" + String(repeating: "x", count: 100) + "\r\n1\r\n") == .contentTooLarge)
    #expect(throws: HTTPStatus.contentTooLarge) {
      _ = try BodyReader(.length(101), maximum: 100, maximumOverhead: 0)
    }
  }

  @Test func `endless extensions and trailers are refused`() {
    #expect(refusal("1;" + String(repeating: "x", count: 300)) == .badRequest)
    #expect(refusal("0\r\n" + String(repeating: "A: b\r\n", count: 100)) == .badRequest)
  }

  @Test func `a length is read to its end and not beyond`() throws {
    let result = try read("helloNEXT", .length(5))
    #expect(result?.body == "hello" && result?.left == "NEXT")
    #expect(try read("hell", .length(5)) == nil)
  }

  @Test func `any cutting of chunks gives the same body`() async throws {
    let text = "5;x\r\nhello\r\n6\r\n world\r\n0\r\nA: b\r\n\r\n"
    try await forEachSeed(256) { seed throws(HTTPStatus) in
      var generator = Seeded(seed: seed)
      let result = try read(text + "!") { _ in generator.pick(1...7) }
      #expect(result?.body == "hello world" && result?.left == "!")
    }
  }
}
