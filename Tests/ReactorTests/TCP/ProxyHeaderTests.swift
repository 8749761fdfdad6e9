import SansIO
import TestSupport
import Testing

@testable import Reactor

@Suite struct ProxyHeaderTests {
  private static func read(_ bytes: [UInt8]) -> ProxyHeader.Reading {
    ProxyHeader.parse(bytes.raw)
  }

  private static func read(_ text: String) -> ProxyHeader.Reading { read(Array(text.utf8)) }

  private static func binary(
    _ command: UInt8, _ family: UInt8, _ payload: [UInt8], count: Int? = nil
  ) -> [UInt8] {
    let count = count ?? payload.count
    return hex("0d0a0d0a000d0a515549540a")
      + [command, family, UInt8(count >> 8), UInt8(count & 255)] + payload
  }

  static let v4 = binary(0x21, 0x11, hex("c0000207 c6336401 0fa0 01bb"))
  static let v6 = binary(
    0x21, 0x21,
    hex("20010db8000000000000000000000007 20010db8000000000000000000000001 0fa0 01bb"))
  static let texts = [
    "PROXY TCP4 192.0.2.7 198.51.100.1 4000 443\r\n",
    "PROXY TCP6 2001:db8::7 2001:db8::1 4000 443\r\n",
    "PROXY UNKNOWN\r\n", "PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n",
  ]

  @Test func `version 1 names the client`() {
    #expect(
      Self.read(Self.texts[0] + "GET")
        == .header(ProxyHeader(source: Endpoint("192.0.2.7:4000"), count: 44)))
    #expect(
      Self.read(Self.texts[1])
        == .header(ProxyHeader(source: Endpoint("[2001:db8::7]:4000"), count: 45)))
    #expect(Self.read(Self.texts[2]) == .header(ProxyHeader(source: nil, count: 15)))
    #expect(
      Self.read(Self.texts[3])
        == .header(ProxyHeader(source: nil, count: Self.texts[3].utf8.count)))
  }

  @Test(arguments: [
    "GET / HTTP/1.1\r\n", "PROXY\r\n", "PROXY TCP4\r\n", "proxy TCP4 1.2.3.4 1.2.3.4 1 2\r\n",
    "PROXY TCP5 1.2.3.4 1.2.3.4 1 2\r\n", "PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n",
    "PROXY TCP4 1.2.3.4  1.2.3.4 1 2\r\n", "PROXY TCP4 1.2.3.4 1.2.3.4 1 2 \r\n",
    "PROXY TCP4 ::1 ::1 1 2\r\n", "PROXY TCP6 1.2.3.4 1.2.3.4 1 2\r\n",
    "PROXY TCP4 1.2.3.4 1.2.3.4 65536 2\r\n", "PROXY TCP4 1.2.3.4 1.2.3.4 01 2\r\n",
    "PROXY TCP4 1.2.3.4 1.2.3.4 -1 2\r\n", "PROXY TCP4 1.2.3.4 1.2.3.4 1 2\rX",
    "PROXY TCP4 1.2.3.4 1.2.3.4 1 \r\n",
  ])
  func `version 1 with anything wrong is refused`(text: String) {
    #expect(Self.read(text) == .malformed)
  }

  @Test func `version 1 ends after 107 bytes`() {
    let long = "PROXY UNKNOWN " + String(repeating: "x", count: 91)
    #expect(Self.read(long) == .incomplete)
    #expect(Self.read(long + "\r\n") == .header(ProxyHeader(source: nil, count: 107)))
    #expect(Self.read(long + "x\r\n") == .malformed)
    #expect(Self.read(long + "xxx") == .malformed)
  }

  @Test func `version 2 names the client, and what follows the addresses is passed over`() {
    let source = Endpoint("192.0.2.7:4000")
    #expect(Self.read(Self.v4) == .header(ProxyHeader(source: source, count: 28)))
    #expect(
      Self.read(Self.v6)
        == .header(ProxyHeader(source: Endpoint("[2001:db8::7]:4000"), count: 52)))
    let more = Self.binary(0x21, 0x11, Array(Self.v4[16...]) + hex("04000101"))
    #expect(Self.read(more) == .header(ProxyHeader(source: source, count: 32)))
  }

  @Test func `a proxy's own connections and other families name nobody`() {
    let none = ProxyHeader(source: nil, count: 16)
    #expect(Self.read(Self.binary(0x20, 0, [])) == .header(none))
    #expect(Self.read(Self.binary(0x20, 0x11, [])) == .header(none))
    #expect(Self.read(Self.binary(0x21, 0, [])) == .header(none))
    let unix = Self.binary(0x21, 0x31, [UInt8](repeating: 7, count: 216))
    #expect(Self.read(unix) == .header(ProxyHeader(source: nil, count: 232)))
  }

  @Test func `version 2 with anything wrong is refused`() {
    #expect(Self.read(Self.binary(0x11, 0x11, Array(Self.v4[16...]))) == .malformed)
    #expect(Self.read(Self.binary(0x22, 0x11, Array(Self.v4[16...]))) == .malformed)
    #expect(Self.read(Self.binary(0x21, 0x41, Array(Self.v4[16...]))) == .malformed)
    #expect(Self.read(Self.binary(0x21, 0x13, Array(Self.v4[16...]))) == .malformed)
    #expect(Self.read(Self.binary(0x21, 0x11, Array(Self.v4[17...]))) == .malformed)
    #expect(Self.read(Self.binary(0x21, 0x21, Array(Self.v4[16...]))) == .malformed)
    #expect(Self.read(Self.binary(0x21, 0x11, [], count: 2_049)) == .malformed)
  }

  @Test func `every beginning of a header is incomplete`() {
    for header in Self.texts.map({ Array($0.utf8) }) + [Self.v4, Self.v6] {
      for count in 0..<header.count {
        #expect(Self.read(Array(header.prefix(count))) == .incomplete)
      }
    }
  }

  @Test func `no bytes trap the reader, and a header lies within them`() async {
    await forEachSeed(512) { seed in
      var random = Seeded(seed: seed)
      let headers = Self.texts.map { Array($0.utf8) } + [Self.v4, Self.v6]
      var bytes = headers[random.below(headers.count)]
      for _ in 0..<random.below(4) {
        bytes[random.below(bytes.count)] = UInt8(random.below(256))
      }
      bytes += (0..<random.below(8)).map { _ in UInt8(random.below(256)) }
      bytes.removeLast(random.below(bytes.count))
      if case .header(let header) = Self.read(bytes) { #expect(header.count <= bytes.count) }
    }
  }
}
