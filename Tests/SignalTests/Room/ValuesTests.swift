import SansIO
import Testing

@testable import Signal

/// The small values rooms are made of.
struct ValuesTests {
  @Test(arguments: ["", "a b", "é", "a/b", "a.b", String(repeating: "a", count: 129), "a\n"])
  func `names and ids are of the characters of URLs, and not too long`(_ text: String) {
    #expect(RoomName(text) == nil && ClientID(text) == nil)
  }

  @Test func `names and ids of 1 to 128 characters are read as they are`() {
    for text in ["a", "_-09azAZ", String(repeating: "a", count: 128)] {
      #expect(RoomName(text)?.description == text && ClientID(text)?.description == text)
    }
  }

  @Test func `a join key must be hard to guess, and loses its quotes`() {
    #expect(JoinKey("0123456789abcde") == nil)
    #expect(JoinKey(#""0123456789abcdef""#) == JoinKey("0123456789abcdef"))
    #expect(JoinKey("0123456789 abcdef") == nil)
    #expect(JoinKey(String(repeating: "a", count: 129)) == nil)
    #expect(JoinKey("0123456789abcdef") != nil)
  }

  @Test(arguments: [
    #"{"type":"bye"}"#, #"{"type": "bye"}"#, "{\n  \"type\" : \"bye\"\n}",
    "{\t\"type\":\"bye\" }\r\n",
  ])
  func `AppRTC: every client's bye is known`(_ text: String) {
    #expect(Letter(text: text).isBye)
  }

  @Test(arguments: [
    "bye", #"{"type":"offer"}"#, #"{"type":"bye","x":1}"#, #"{"type":"nbye"}"#, "",
    #"{"type":"bye"}"# + String(repeating: " ", count: 80),
  ])
  func `nothing else is a bye`(_ text: String) {
    #expect(!Letter(text: text).isBye)
  }

  @Test func `AppRTC: letters are escaped as Go's encoder does`() {
    let text = "\"\\/\u{8}\u{C}\n\r\t\u{1}\u{1F}<>&é\u{2028}\u{2029}\u{2027}😀"
    let escaped =
      #"\"\\/\u0008\u000c\n\r\t\u0001\u001f\u003c\u003e\u0026é\u2028\u2029"# + "\u{2027}😀"
    #expect(String(decoding: Letter(text: text).escaped, as: UTF8.self) == escaped)
  }

  @Test func `what came as a JSON string goes on as it came, but for markup`() {
    let content = #"\ud800\/\u003c<a>&\n"# + "\u{2028}"
    let letter = Letter(escaped: Array(content.utf8))
    #expect(
      String(decoding: letter.escaped, as: UTF8.self)
        == #"\ud800\/\u003c\u003ca\u003e\u0026\n\u2028"#)
  }

  @Test func `a pace allows its burst, then its rate`() {
    var pace = TokenBucket()
    var now = Instant(nanoseconds: 5)
    func takes(_ count: Int) -> Int {
      (0..<count).count { _ in pace.take(every: 100, burst: 3, at: now) }
    }
    #expect(takes(5) == 3)
    now = now.adding(milliseconds: 250)
    #expect(takes(5) == 2)
    #expect(!pace.isFull(at: now))
    now = now.adding(milliseconds: 300)
    #expect(pace.isFull(at: now) && takes(5) == 3)
    let isAllowed = pace.take(every: .max, burst: 3, at: now)
    #expect(!isAllowed)
  }

  @Test func `a full address book forgets the idle, and takes /64s for one`() {
    var book = AddressBook(limit: 2)
    let now = Instant(nanoseconds: 1_000_000_000)
    let first = IPAddress.v6(high: 1, low: 1)
    #expect(book.update(first, at: now) { $0.members += 1 } != nil)
    #expect(book.held(.v6(high: 1, low: 99), \.members) == 1)
    #expect(book.update(.v4(1), at: now) { $0.links += 1 } != nil)
    #expect(book.update(.v4(2), at: now) { $0.links += 1 } == nil)
    book.release(.v4(1), \.links)
    #expect(book.update(.v4(2), at: now.adding(seconds: 1)) { $0.links += 1 } != nil)
    #expect(book.held(.v4(1), \.links) == 0)
  }
}
