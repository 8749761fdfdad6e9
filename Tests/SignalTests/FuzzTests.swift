import SansIO
import Signal
import TestSupport
import Testing

/// No bytes trap, and what is held stays bounded.
@Suite struct FuzzTests {
  /// Texts that get deep into the parsers, to be bent.
  static let seeds: [[UInt8]] = [
    Site.handshake().bytes + frame(.text, "hello".bytes) + frame(.ping, [1, 2])
      + frame(.text, "κό".bytes, isFinal: false) + frame(.continuation, "σμε".bytes)
      + frame(.close, [3, 232]),
    Site.handshake("/echo", "Sec-WebSocket-Protocol: chat, room\r\nOrigin: https://a.example\r\n")
      .bytes + frame(.binary, Array(repeating: 7, count: 300)),
    HTTPServerTests.hello.bytes
      + "POST /message?a=%41&b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".bytes
      + "5;x=y\r\nhello\r\n0\r\nA: b\r\n\r\n".bytes + HTTPServerTests.hello.bytes,
    "POST /message HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello"
      .bytes,
    "GET http://a/%c3%a4/..?x#y HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n".bytes,
  ]

  static func bend(_ bytes: [UInt8], _ generator: inout Seeded) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<generator.pick(0...4) where !bytes.isEmpty {
      let place = generator.below(bytes.count)
      switch generator.below(4) {
      case 0: bytes[place] = UInt8(generator.pick(0...255))
      case 1: bytes[place] ^= 1 << UInt8(generator.below(8))
      case 2: bytes.remove(at: place)
      default: bytes.insert(contentsOf: generator.bytes(generator.pick(1...4)), at: place)
      }
    }
    return bytes
  }

  @Test func `no bytes trap a server, whole or in pieces, and both end alike`() async {
    await forEachSeed(256) { seed in
      var generator = Seeded(seed: seed)
      for _ in 0..<4 {
        let stream = Self.bend(Self.seeds[generator.below(Self.seeds.count)], &generator)
        let whole = Site()
        whole.send(stream)
        let cut = Site()
        var rest = stream[...]
        while !rest.isEmpty, !cut.isAborted {
          let piece = rest.prefix(generator.pick(1...60))
          rest = rest.dropFirst(piece.count)
          cut.send(Array(piece))
        }
        #expect(cut.facts == whole.facts)
        // A 100 is only sent when the body is not there yet.
        let said = "HTTP/1.1 100 Continue\r\n\r\n"
        let answers = [whole, cut].map {
          String(decoding: $0.written, as: UTF8.self).replacing(said, with: "")
        }
        #expect(answers[0] == answers[1])
        cut.advance(seconds: 100)
        #expect(cut.rig.machine.http.unfinishedCount == 0)
        #expect(cut.isFinished || cut.isAborted)
      }
    }
  }

  @Test func `no random bytes trap the parsers`() async {
    await forEachSeed(256) { seed in
      var generator = Seeded(seed: seed)
      for _ in 0..<16 {
        let bytes = generator.bytes(generator.pick(0...200))
        var offset = 0
        for role in [WebSocketRole.server, .client] {
          var reader = FrameReader(role: role)
          offset = 0
          while let event = try? reader.next(
            in: bytes.raw, from: &offset, limits: WebSocketLimits())
          {
            if case .message(_, let message) = event { #expect(message.count <= 200) }
          }
        }
        offset = 0
        var body = try? BodyReader(.chunked, maximum: 100, maximumOverhead: 100)
        _ = try? body?.read(bytes.raw, from: &offset)
        _ = try? readHead(bytes)
        _ = try? RequestHead(parsing: bytes.raw)
        _ = try? JSONValue(parsing: bytes.raw)
        #expect((body?.bytes.count ?? 0) <= 100)
      }
    }
  }

  @Test func `bent JSON never traps, and what is taken is taken apart`() async {
    let texts = [
      #"{"cmd":"send","msg":"{\"sdp\":\"v=0\\r\\n\"}","n":[1,-2.5e3,{"a":null}]}"#,
      #"[true,false,"\ud83d\ude00\u0041",{"\u0061":[[[]]]}]"#, #" "ä€😀\"\\/" "#,
    ].map(\.bytes)
    await forEachSeed(256) { seed in
      var generator = Seeded(seed: seed)
      for _ in 0..<8 {
        let bytes = Self.bend(texts[generator.below(texts.count)], &generator)
        guard let value = try? JSONValue(parsing: bytes.raw) else { continue }
        // A string of what was taken is UTF-8.
        #expect(value.kind != .string || value.bytes.text != nil)
        _ = value.string
        _ = value.integer
        var elements = value.elements
        var count = 0
        while let element = elements.next() {
          count += 1
          _ = element.string
        }
        #expect(value.kind == .array || count == 0)
        guard let object = value.object else { continue }
        _ = object["msg"]?.string
        _ = object["cmd"]?.escapedText?.byteCount
      }
    }
  }
}
