import SansIO
import Signal
import TestSupport
import Testing

@Suite struct FrameTests {
  /// All events of some bytes, and the code they end with.
  func read(
    _ bytes: [UInt8], role: WebSocketRole = .server,
    limits: WebSocketLimits = WebSocketLimits()
  ) -> ([FrameEvent], CloseCode?) {
    var reader = FrameReader(role: role)
    var offset = 0
    var events: [FrameEvent] = []
    do throws(CloseCode) {
      while let event = try reader.next(in: bytes.raw, from: &offset, limits: limits) {
        events.append(event)
      }
      return (events, nil)
    } catch {
      return (events, error)
    }
  }

  @Test func `RFC 6455 §5.7 the frames of the RFC are read`() {
    #expect(
      read(hex("81 85 37fa213d 7f9f4d5158")) == ([.message(.text, "Hello".bytes)], nil))
    #expect(
      read(hex("8105 48656c6c6f"), role: .client) == ([.message(.text, "Hello".bytes)], nil))
    #expect(
      read(hex("0103 48656c 8002 6c6f"), role: .client) == ([.message(.text, "Hello".bytes)], nil))
    #expect(read(hex("8905 48656c6c6f"), role: .client) == ([.ping("Hello".bytes)], nil))
    #expect(read(hex("8a85 37fa213d 7f9f4d5158")) == ([.pong], nil))
  }

  @Test(arguments: [0, 1, 7, 8, 9, 125, 126, 127, 255, 256, 65_535, 65_536, 70_001])
  func `RFC 6455 §5.2 every length is written in its shortest form and read back`(_ count: Int) {
    var generator = Seeded(seed: UInt64(count))
    let payload = generator.bytes(count)
    var limits = WebSocketLimits()
    limits.maximumMessage = 100_000
    for mask: UInt32? in [nil, 0, 0x0102_0304] {
      let bytes = frame(.binary, payload, mask: mask)
      let header = FrameHeader(opcode: .binary, length: count, mask: mask)
      #expect(bytes.count == header.count + count)
      let result = read(bytes, role: mask == nil ? .client : .server, limits: limits)
      #expect(result == ([.message(.binary, payload)], nil))
    }
  }

  /// Bytes no client may send, after which 1002 comes.
  static let protocolErrors = [
    "8105", "8100 ", "8900", "8800",  // unmasked
    "c180", "a180", "9180", "f180", "c980", "8980 00000000 c180",  // RSV
    "8380", "8480", "8580", "8680", "8780", "8b80", "8c80", "8d80", "8e80", "8f80",  // opcodes
    "0980", "0880", "0a80", "89fe", "89ff", "88fe", "8afe",  // control frames
    "8080", "0080", "8080 00000000",  // continuation of nothing
    "0180 00000000 8180", "0180 00000000 0280", "0280 00000000 8180",  // not continued
    "82fe 007d 00000000", "82fe 0000 00000000", "81ff 000000000000ffff 00000000",
    "82ff 0000000000000001 00000000",  // lengths
    "8881 00000000 03",  // close
  ]

  @Test(arguments: protocolErrors)
  func `RFC 6455 §5 a frame that breaks the protocol fails it`(_ text: String) {
    #expect(read(hex(text)).1 == .protocolError, "\(text)")
  }

  @Test(arguments: ["c1", "a1", "83", "8b", "09"])
  func `a bad frame is known from its first two bytes`(_ lead: String) {
    #expect(read(hex(lead + "ff")).1 == .protocolError)
  }

  @Test func `RFC 6455 §5.1 a client refuses masked frames`() {
    #expect(read(hex("8180 00000000"), role: .client).1 == .protocolError)
  }

  @Test func `a message that will be too long is refused before it arrives`() {
    #expect(read(hex("82ff 0000000000010001 00000000")).1 == .messageTooBig)
    #expect(read(hex("82ff 8000000000000000 00000000")).1 == .messageTooBig)
    #expect(read(hex("82ff ffffffffffffffff 00000000")).1 == .messageTooBig)
    #expect(read(hex("82ff 7fffffffffffffff 00000000")).1 == .messageTooBig)
    let first = frame(.binary, Array(repeating: 0, count: 65_000), isFinal: false)
    #expect(read(first + hex("80fe 0219 00000000")).1 == .messageTooBig)
    #expect(read(first + hex("00ff 7fffffffffffffff 00000000")).1 == .messageTooBig)
    #expect(read(first + hex("80fe 0218 00000000")).1 == nil)
  }

  @Test func `RFC 6455 §5.4 control frames come between fragments`() {
    let bytes =
      frame(.text, "a".bytes, isFinal: false) + frame(.ping, [7])
      + frame(.continuation, isFinal: false) + frame(.pong, [8]) + frame(.continuation, "b".bytes)
    #expect(read(bytes) == ([.ping([7]), .pong, .message(.text, "ab".bytes)], nil))
  }

  static let closes: [(String, CloseCode?)] = [
    ("", CloseCode.none), ("03e8", .normal), ("03e9", .goingAway), ("03ea", .protocolError),
    ("03eb", .unsupportedData), ("03ef", .invalidText), ("03f6", CloseCode(rawValue: 1014)),
    ("0bb8", CloseCode(rawValue: 3000)), ("1387", CloseCode(rawValue: 4999)),
    ("03e8 68c3a4", .normal),
  ]

  @Test(arguments: closes.indices)
  func `RFC 6455 §7.4 a good close code is taken`(_ index: Int) throws {
    let (payload, code) = Self.closes[index]
    #expect(read(frame(.close, hex(payload))).0 == [.close(try #require(code))])
  }

  @Test(arguments: [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535])
  func `RFC 6455 §7.4 a bad close code fails the protocol`(_ code: UInt16) {
    let bytes = frame(.close, [UInt8(code >> 8), UInt8(code & 255)])
    #expect(read(bytes) == ([], .protocolError))
  }

  @Test func `RFC 6455 §5.5.1 the reason of a close is text`() {
    #expect(read(frame(.close, hex("03e8 c3"))).1 == .invalidText)
    #expect(read(frame(.close, hex("03e8 eda080"))).1 == .invalidText)
  }

  @Test func `RFC 6455 §8.1 text that is cut between fragments is taken`() {
    let bytes = "κόσμε".bytes
    var stream = frame(.text, [bytes[0]], isFinal: false)
    for byte in bytes.dropFirst() { stream += frame(.continuation, [byte], isFinal: false) }
    var limits = WebSocketLimits()
    limits.maximumFragments = nil
    let result = read(stream + frame(.continuation), limits: limits)
    #expect(result == ([.message(.text, bytes)], nil))
  }

  @Test func `RFC 6455 §8.1 bad text fails inside a frame that is not complete`() {
    let text = hex("cebae1bdb9cf83cebcceb5 f4908080 656469746564")
    let bytes = frame(.text, text)
    let header = 6
    #expect(read(Array(bytes.prefix(header + 12))).1 == nil)
    #expect(read(Array(bytes.prefix(header + 13))).1 == .invalidText)
    let fragments = frame(.text, Array(text.prefix(12)), isFinal: false)
    #expect(read(fragments).1 == nil)
    #expect(read(fragments + hex("0081 00000000 90")).1 == .invalidText)
    #expect(read(frame(.text, hex("ce"))).1 == .invalidText)
    #expect(read(frame(.binary, hex("ce"))).1 == nil)
  }

  @Test func `what came before a bad frame is told before it`() {
    let result = read(frame(.text, "a".bytes) + frame(.ping) + hex("c180"))
    #expect(result == ([.message(.text, "a".bytes), .ping([])], .protocolError))
  }

  @Test func `any cutting of frames gives the same events`() async {
    await forEachSeed(256) { seed in
      var generator = Seeded(seed: seed)
      var stream: [UInt8] = []
      for _ in 0..<generator.pick(1...6) {
        let count = generator.pick(0...300)
        let pieces = generator.pick(1...3)
        for piece in 1...pieces {
          stream += frame(
            piece == 1 ? .binary : .continuation, generator.bytes(count), isFinal: piece == pieces,
            mask: UInt32(truncatingIfNeeded: generator.next()))
          if generator.chance(0.3) {
            stream += frame(.ping, generator.bytes(generator.pick(0...125)))
          }
        }
      }
      let (whole, code) = read(stream)
      #expect(code == nil && !whole.isEmpty)
      var reader = FrameReader(role: .server)
      var events: [FrameEvent] = []
      var kept: [UInt8] = []
      var rest = stream[...]
      while !rest.isEmpty {
        let piece = rest.prefix(generator.pick(1...50))
        rest = rest.dropFirst(piece.count)
        kept += piece
        var offset = 0
        while let event = try? reader.next(in: kept.raw, from: &offset, limits: WebSocketLimits()) {
          events.append(event)
        }
        kept.removeFirst(offset)
        #expect(kept.count < FrameReader.maximumLeft)
      }
      #expect(events == whole)
    }
  }
}
