import SansIO
import Signal
import TestSupport
import Testing

@Suite struct HandshakeTests {
  static let fields = [
    "Host: a.example", "Upgrade: websocket", "Connection: Upgrade",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13",
  ]

  func shake(
    _ fields: [String], line: String = "GET /ws HTTP/1.1", origins: OriginPolicy = .open,
    protocols: [String] = []
  ) throws(HTTPStatus) -> WebSocketHandshake {
    let bytes = ([line] + fields + ["", ""]).joined(separator: "\r\n").bytes
    return try WebSocketHandshake(
      RequestHead(parsing: bytes.raw), origins: origins, protocols: protocols)
  }

  func refusal(_ fields: [String], line: String = "GET /ws HTTP/1.1") -> HTTPStatus? {
    do throws(HTTPStatus) {
      _ = try shake(fields, line: line)
      return nil
    } catch {
      return error
    }
  }

  @Test func `RFC 6455 §1.3 the key of the RFC is answered as there`() throws {
    let handshake = try shake(Self.fields)
    #expect(handshake.accept == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
    #expect(handshake.chosenProtocol == nil)
  }

  @Test func `RFC 6455 §4.2.1 names and tokens are compared without case, in lists`() throws {
    let handshake = try shake([
      "HOST: a", "upgrade: h2c, WebSocket", "connection: keep-alive, UPGRADE",
      "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==", "SEC-WEBSOCKET-VERSION: 13",
    ])
    #expect(handshake.accept == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
  }

  static let bad: [(remove: String, add: [String], HTTPStatus)] = [
    ("Upgrade:", [], .upgradeRequired), ("Upgrade:", ["Upgrade: h2c"], .upgradeRequired),
    ("Upgrade:", ["Upgrade: websockets"], .upgradeRequired),
    ("Connection:", [], .upgradeRequired), ("Connection:", ["Connection: close"], .upgradeRequired),
    ("Sec-WebSocket-Version:", [], .upgradeRequired),
    ("Sec-WebSocket-Version:", ["Sec-WebSocket-Version: 12"], .upgradeRequired),
    ("Sec-WebSocket-Version:", ["Sec-WebSocket-Version: 013"], .upgradeRequired),
    ("-", ["Sec-WebSocket-Version: 13"], .badRequest),
    ("Sec-WebSocket-Key:", [], .badRequest),
    ("-", ["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="], .badRequest),
    ("Sec-WebSocket-Key:", ["Sec-WebSocket-Key: "], .badRequest),
    ("Sec-WebSocket-Key:", ["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j"], .badRequest),
    ("Sec-WebSocket-Key:", ["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ"], .badRequest),
    ("Sec-WebSocket-Key:", ["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZR=="], .badRequest),
    ("Sec-WebSocket-Key:", ["Sec-WebSocket-Key: dGhl!HNhbXBsZSBub25jZQ=="], .badRequest),
    ("-", ["Content-Length: 0"], .badRequest), ("-", ["Content-Length: 5"], .badRequest),
    ("-", ["Transfer-Encoding: chunked"], .badRequest),
    ("-", ["Sec-WebSocket-Protocol: a b"], .badRequest),
    ("-", ["Sec-WebSocket-Protocol: (a)"], .badRequest),
    ("Host:", [], .badRequest),
  ]

  @Test(arguments: bad.indices)
  func `RFC 6455 §4.2.1 a request that is no good handshake is refused`(_ index: Int) {
    let (removed, added, status) = Self.bad[index]
    let fields = Self.fields.filter { !$0.hasPrefix(removed) } + added
    #expect(refusal(fields) == status, "\(fields)")
  }

  @Test func `RFC 6455 §4.2.1 only GET in HTTP 1.1 will do`() {
    #expect(refusal(Self.fields, line: "POST /ws HTTP/1.1") == .badRequest)
    #expect(refusal(Self.fields, line: "HEAD /ws HTTP/1.1") == .badRequest)
    #expect(refusal(Self.fields, line: "GET /ws HTTP/1.0") == .badRequest)
  }

  @Test func `RFC 6455 §4.2.2 the client's first protocol that is ours is chosen`() throws {
    func choice(_ lines: [String], _ ours: [String]) throws -> String? {
      try shake(Self.fields + lines, protocols: ours).chosenProtocol
    }
    #expect(try choice(["Sec-WebSocket-Protocol: x, room, chat"], ["chat", "room"]) == "room")
    let two = ["Sec-WebSocket-Protocol: x", "Sec-WebSocket-Protocol: chat"]
    #expect(try choice(two, ["chat"]) == "chat")
    #expect(try choice(["Sec-WebSocket-Protocol: CHAT"], ["chat"]) == nil)
    #expect(try choice([], ["chat"]) == nil)
    let response = try shake(Self.fields + two, protocols: ["chat"]).response
    #expect(response.status == .switchingProtocols)
  }

  @Test(arguments: [
    "permessage-deflate", "permessage-deflate; server_max_window_bits=99999999999",
    "permessage-deflate; server_max_window_bits=-1; server_max_window_bits", ";;;,,,\"\\", "=",
    "permessage-deflate; client_max_window_bits=\"",
  ])
  func `RFC 6455 §9.1 offers of extensions are not taken, whatever they say`(
    _ offer: String
  ) throws {
    let handshake = try shake(Self.fields + ["Sec-WebSocket-Extensions: \(offer)"])
    let text = written(512) { output in
      handshake.response.write(
        to: &output, includesBody: false, persistence: .upgrade, at: ResponseTests.now)
    }
    #expect(!String(decoding: text, as: UTF8.self).contains("Extensions"))
  }

  @Test func `RFC 6455 §4.4 another version is told which one is spoken`() {
    let site = Site()
    site.send(
      Site.handshake().replacing("Version: 13", with: "Version: 25"))
    let text = String(decoding: site.written, as: UTF8.self)
    #expect(site.statuses == [426] && site.isFinished)
    #expect(text.contains("\r\nSec-WebSocket-Version: 13\r\n"))
    #expect(text.contains("\r\nUpgrade: websocket\r\n"))
  }

  @Test func `RFC 6455 §4.2.2 the whole answer is that of the RFC`() {
    let site = Site()
    site.send(Site.handshake("/ws", "Sec-WebSocket-Protocol: superchat, chat\r\n"))
    let text = String(decoding: site.written, as: UTF8.self)
    #expect(text.hasPrefix("HTTP/1.1 101 Switching Protocols\r\n"))
    for line in [
      "Upgrade: websocket", "Connection: Upgrade",
      "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "Sec-WebSocket-Protocol: chat",
    ] {
      #expect(text.contains("\r\n\(line)\r\n"))
    }
    #expect(text.hasSuffix("\r\n\r\n") && !text.contains("Content-Length"))
    #expect(site.facts == [.opened(.webSocket, "chat")])
  }
}
