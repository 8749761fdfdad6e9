import SansIO
import Signal
import TestSupport

/// A member of a room as a careful client would be: it joins under a key until it has an answer,
/// registers its socket again within 10 s when it lost it, and sends numbered letters.
final class AppRTCClient {
  /// One connection of it, and what it was for.
  final class Line {
    let stream: TestStream
    var letters: [String] = []
    var wasCut = false
    var bytes: [UInt8] = []
    var isUpgraded = false

    init(_ stream: TestStream) { self.stream = stream }
  }

  let name: String
  let address: String
  let world: World
  /// What its join and its sockets brought, in order.
  private(set) var received: [String] = []
  /// Every socket it ever had.
  private(set) var sockets: [Line] = []
  /// Letters the server said it has.
  private(set) var acknowledged: [String] = []
  /// Letters whose request was cut: the server may have them or not.
  private(set) var doubtful: [String] = []
  private(set) var id: String?
  private(set) var isInitiator = false
  private(set) var joinResult = ""
  /// Whether it is still there.
  private(set) var isAlive = true
  private var port = 1000
  private var request: Line?
  private var waiting: [String] = []
  private var lastLetter = 0

  init(_ name: String, at address: String, in world: World) {
    self.name = name
    self.address = address
    self.world = world
  }

  private func connect() -> TestStream {
    port += 1
    return world.connect(from: "\(address):\(port)", to: "198.51.100.1:80")
  }

  // MARK: Requests

  /// Joins; asks again while no answer comes. `FULL` is an answer.
  func join(then body: @escaping () -> Void = {}) {
    ask("POST /join/room HTTP/1.1", fields: "Idempotency-Key: the-key-of-client-\(name)\r\n") {
      [weak self] answer in
      guard let self, isAlive else { return }
      guard let answer else { return world.after(milliseconds: 500) { self.join(then: body) } }
      take(answer)
      body()
    }
  }

  private func take(_ answer: String) {
    joinResult = Self.value("result", in: answer) ?? ""
    guard joinResult == "SUCCESS" else { return }
    id = Self.value("client_id", in: answer)
    isInitiator = answer.contains(#""is_initiator":"true""#)
    if let start = answer.firstRange(of: #""messages":["#) {
      let list = answer[start.upperBound...].prefix { $0 != "]" }
      received += list.split(separator: ",").map { String($0.dropFirst().dropLast()) }
    }
    openSocket()
  }

  func leave() { ask("POST /leave/room/\(id ?? "") HTTP/1.1") { _ in } }

  /// Sends the next letter of the given kind of way.
  func sendLetter() {
    guard isAlive, id != nil else { return }
    lastLetter += 1
    let letter = "\(name)-\(lastLetter)"
    if isInitiator {
      waiting.append(letter)
      postNext()
    } else if let line = sockets.last, line.isUpgraded, !line.wasCut {
      line.letters.append(letter)
      line.stream.write(Self.frame(#"{"cmd":"send","msg":"\#(letter)"}"#))
    } else {
      lastLetter -= 1
    }
  }

  private func postNext() {
    guard request == nil, !waiting.isEmpty, let id else { return }
    let letter = waiting.removeFirst()
    ask("POST /message/room/\(id) HTTP/1.1", letter) { [weak self] answer in
      guard let self else { return }
      if answer?.contains("SUCCESS") == true {
        acknowledged.append(letter)
      } else {
        doubtful.append(letter)
      }
      postNext()
    }
  }

  private func ask(
    _ start: String, fields: String = "", _ body: String = "",
    then take: @escaping (String?) -> Void
  ) {
    guard request == nil else {
      return world.after(milliseconds: 50) { [weak self] in
        self?.ask(start, fields: fields, body, then: take)
      }
    }
    let line = Line(connect())
    request = line
    let head = "\(start)\r\nHost: signal.example\r\nConnection: close\r\n\(fields)"
    line.stream.write(Array("\(head)Content-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8))
    line.stream.onReceive = { [weak line] bytes in line?.bytes += bytes }
    watch(line) { [weak self] in
      self?.request = nil
      let text = String(decoding: line.bytes, as: UTF8.self)
      let isWhole = text.hasPrefix("HTTP/1.1 200") && line.stream.hasEnded && !line.wasCut
      line.stream.finish()
      take(isWhole ? text : nil)
    }
  }

  /// Calls back when a request's connection has ended in any way.
  private func watch(_ line: Line, _ body: @escaping () -> Void) {
    if line.stream.hasEnded || line.stream.ending != nil { return body() }
    world.after(milliseconds: 20) { [weak self] in self?.watch(line, body) }
  }

  // MARK: The socket

  private func openSocket() {
    guard isAlive, let id else { return }
    let line = Line(connect())
    sockets.append(line)
    line.stream.write(
      Array(
        ("GET /ws HTTP/1.1\r\nHost: signal.example\r\nUpgrade: websocket\r\n"
          + "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
          + "Sec-WebSocket-Version: 13\r\n\r\n").utf8))
    line.stream.write(
      Self.frame(#"{"cmd":"register","roomid":"room","clientid":"\#(id)"}"#))
    line.stream.onReceive = { [weak self, weak line] bytes in
      guard let self, let line else { return }
      line.bytes += bytes
      read(line)
    }
  }

  private func read(_ line: Line) {
    if !line.isUpgraded {
      guard let end = line.bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return }
      line.bytes.removeFirst(end.upperBound)
      line.isUpgraded = true
    }
    while line.bytes.count >= 2, line.bytes.count >= 2 + Int(line.bytes[1]) {
      let payload = Array(line.bytes[2..<2 + Int(line.bytes[1])])
      let opcode = line.bytes[0] & 15
      line.bytes.removeFirst(2 + payload.count)
      let text = String(decoding: payload, as: UTF8.self)
      if opcode == 1 { take(letter: Self.letter(in: text) ?? text) }
      if opcode == 9 { line.stream.write([0x8A, 0x80, 0, 0, 0, 0]) }
    }
  }

  /// On a `bye` it calls again at once, as the web client does.
  private func take(letter: String) {
    received.append(letter)
    guard letter.hasPrefix(Self.bye) else { return }
    isInitiator = true
    sendLetter()
  }

  /// What a `bye` looks like up to its first quotation mark.
  static let bye = #"{\"#

  /// Goes as the protocol wants it: `leave`, then `bye`, then the socket's end and `DELETE`.
  func hangUp() {
    ask("POST /leave/room/\(id ?? "") HTTP/1.1") { [weak self] _ in
      guard let self, let line = sockets.last else { return }
      isAlive = false
      line.stream.write(Self.frame(#"{"cmd":"send","msg":"{\"type\":\"bye\"}"}"#))
      line.stream.finish()
      ask("DELETE /ws/room/\(id ?? "") HTTP/1.1") { _ in }
    }
  }

  // MARK: Accidents

  /// Loses the socket, and registers a new one before 10 s have passed.
  func cutSocket() {
    guard isAlive, let line = sockets.last, !line.wasCut else { return }
    line.wasCut = true
    line.stream.abort()
    world.after(milliseconds: UInt64(world.random.pick(0...4000))) { [weak self] in
      self?.openSocket()
    }
  }

  /// Loses the connection of a request; whether the server got it is not known.
  func cutRequest() {
    guard let request, !request.wasCut else { return }
    request.wasCut = true
    request.stream.abort()
  }

  /// Is gone without a word; `silently` not even its host says so.
  func die(silently: Bool) {
    isAlive = false
    if silently {
      world.host(at: TestSupport.address(address))?.isCut = true
      return
    }
    cutRequest()
    sockets.last?.wasCut = true
    sockets.last?.stream.abort()
  }

  // MARK: Texts

  /// The letter in a message of the server.
  static func letter(in text: String) -> String? {
    text.hasPrefix(#"{"msg":""#) ? value("msg", in: text) : nil
  }

  private static func value(_ name: String, in text: String) -> String? {
    text.firstRange(of: "\"\(name)\":\"").map { found in
      String(text[found.upperBound...].prefix { $0 != "\"" })
    }
  }

  private static func frame(_ text: String) -> [UInt8] {
    let payload = Array(text.utf8)
    return written(payload.count + 14) { output in
      FrameWriter.write(.text, payload.raw, mask: 0x0102_0304, to: &output)
    }
  }
}
