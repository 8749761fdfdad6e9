import SansIO
import SignaldCrypto
import TestSupport
import Testing

@testable import Signal

/// A signalling server and the clients of a test, which speak to it in bytes.
///
/// ```swift
/// var site = AppRTCSite()
/// let answer = site.ask(1, "POST /join/r HTTP/1.1\r\nHost: signal.example\r\n…")
/// site.openSocket(2)
/// #expect(site.say(2, #"{"cmd":"register",…}"#) == [])
/// ```
struct AppRTCSite: ~Copyable {
  var rig: Rig<SignalServer>
  /// What the sockets were told and no test has asked for yet.
  var heard: [LinkID: [String]] = [:]
  /// The bytes of frames that are not complete.
  private var rest: [LinkID: [UInt8]] = [:]
  /// Sockets that got a close frame, and its code.
  var closed: [LinkID: Int] = [:]
  private var sockets: Set<LinkID> = []
  private var opened: Set<LinkID> = []

  init(_ change: (inout SignalServer.Configuration) -> Void = { _ in }) {
    var configuration = SignalServer.Configuration()
    configuration.relay = RelayOffer(secret: "north", tlsPort: 5349)
    change(&configuration)
    rig = Rig(SignalServer(configuration, entropy: Entropy(seed: 7)))
  }

  static func link(_ number: Int) -> LinkID { .test(UInt32(number)) }

  /// Opens a link.
  mutating func open(_ number: Int, client: String = "192.0.2.1:1000", isSecure: Bool = true) {
    opened.insert(AppRTCSite.link(number))
    take(rig.open(AppRTCSite.link(number), .test(client: client, isSecure: isSecure)))
  }

  /// Sends a request on a link, opened if need be, and answers the response.
  @discardableResult
  mutating func ask(
    _ number: Int, _ request: String, client: String = "192.0.2.1:1000", isSecure: Bool = true
  ) -> Reply {
    if !opened.contains(AppRTCSite.link(number)) {
      open(number, client: client, isSecure: isSecure)
    }
    let outputs = rig.receive(stream: Array(request.utf8), on: AppRTCSite.link(number))
    let own = outputs.filter { $0.link == AppRTCSite.link(number) }.flatMap { $0.bytes ?? [] }
    take(outputs.filter { $0.link != AppRTCSite.link(number) })
    return Reply(own)
  }

  /// A request with the usual fields.
  static func request(
    _ method: String, _ path: String, _ body: String = "", fields: [String] = []
  ) -> String {
    let lines =
      ["\(method) \(path) HTTP/1.1", "Host: signal.example"] + fields
      + (method == "GET" ? [] : ["Content-Length: \(body.utf8.count)"])
    return lines.joined(separator: "\r\n") + "\r\n\r\n" + body
  }

  /// Asks with the usual fields on a fresh link.
  @discardableResult
  mutating func fetch(
    _ method: String, _ path: String, _ body: String = "", fields: [String] = [],
    client: String = "192.0.2.1:1000"
  ) -> Reply {
    nextLink += 1
    let link = nextLink
    let reply = ask(link, AppRTCSite.request(method, path, body, fields: fields), client: client)
    take(rig.close(AppRTCSite.link(link), .finished))
    return reply
  }
  private var nextLink = 1000

  /// Joins a room, and answers the parameters.
  mutating func join(_ room: String, _ query: String = "", fields: [String] = []) -> Params {
    Params(fetch("POST", "/join/\(room)\(query)", fields: fields).body)
  }

  // MARK: WebSockets

  static let handshake =
    "GET /ws HTTP/1.1\r\nHost: signal.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"

  /// Opens a WebSocket.
  mutating func openSocket(
    _ number: Int, _ head: String = AppRTCSite.handshake, client: String = "192.0.2.1:1000"
  ) {
    let reply = ask(number, head + "\r\n", client: client)
    #expect(reply.status == 101)
    sockets.insert(AppRTCSite.link(number))
  }

  /// Says something on a WebSocket, and answers what comes back on it.
  @discardableResult
  mutating func say(_ number: Int, _ text: String) -> [String] {
    take(rig.receive(stream: AppRTCSite.frame(text), on: AppRTCSite.link(number)))
    return listen(number)
  }

  /// What a WebSocket was told since it was last asked.
  mutating func listen(_ number: Int) -> [String] {
    heard.removeValue(forKey: AppRTCSite.link(number)) ?? []
  }

  /// Registers a socket, opened before.
  mutating func register(_ number: Int, _ room: String, _ client: String) {
    openSocket(number)
    let told = say(number, #"{"cmd":"register","roomid":"\#(room)","clientid":"\#(client)"}"#)
    if !told.isEmpty { heard[AppRTCSite.link(number)] = told }
  }

  mutating func send(_ number: Int, _ text: String) {
    let escaped = String(decoding: Letter(text: text).escaped, as: UTF8.self)
    heard[AppRTCSite.link(number)] = say(number, #"{"cmd":"send","msg":"\#(escaped)"}"#)
  }

  mutating func close(_ number: Int) {
    take(rig.close(AppRTCSite.link(number), .finished))
    sockets.remove(AppRTCSite.link(number))
  }

  /// A masked text frame.
  static func frame(_ text: String) -> [UInt8] {
    let payload = Array(text.utf8)
    return written(payload.count + 14) { output in
      FrameWriter.write(.text, payload.raw, mask: 0x1234_5678, to: &output)
    }
  }

  // MARK: Inside

  mutating func take(_ outputs: [Output]) {
    for output in outputs {
      guard let link = output.link, sockets.contains(link) else { continue }
      rest[link, default: []] += output.bytes ?? []
      readFrames(link)
    }
  }

  private mutating func readFrames(_ link: LinkID) {
    while let bytes = rest[link], bytes.count >= 2 {
      var start = 2
      var length = Int(bytes[1])
      if length == 126 {
        guard bytes.count >= 4 else { return }
        length = Int(bytes[2]) << 8 | Int(bytes[3])
        start = 4
      } else if length == 127 {
        guard bytes.count >= 10 else { return }
        length = bytes[2..<10].reduce(0) { $0 << 8 | Int($1) }
        start = 10
      }
      guard bytes.count >= start + length else { return }
      let payload = bytes[start..<start + length]
      rest[link] = Array(bytes[(start + length)...])
      switch bytes[0] & 15 {
      case 1: heard[link, default: []].append(String(decoding: payload, as: UTF8.self))
      case 8: closed[link] = payload.prefix(2).reduce(0) { $0 << 8 | Int($1) }
      default: break
      }
    }
  }
}
