import SansIO
import Signal
import TestSupport
import Testing

/// A test site on a rig with one open link, and what a client would see of it.
final class Site {
  var rig: Rig<TestSite>
  let link = LinkID.test(1)
  /// Everything that was wanted, oldest first.
  var outputs: [Output] = []

  init(
    _ router: TestRouter = TestRouter(), limits: HTTPLimits = HTTPLimits(),
    marks: LinkBacklog.Marks = LinkBacklog.Marks()
  ) {
    rig = Rig(TestSite(router, limits: limits), marks: marks)
    outputs += rig.open(link)
  }

  /// A site whose `/ws` has these limits, with a WebSocket open on the link.
  convenience init(
    webSocket limits: WebSocketLimits = WebSocketLimits(), path: String = "/ws",
    http: HTTPLimits = HTTPLimits(), marks: LinkBacklog.Marks = LinkBacklog.Marks()
  ) {
    var router = TestRouter()
    router.terms.limits = limits
    self.init(router, limits: http, marks: marks)
    send(Site.handshake(path))
    outputs = []
  }

  static func handshake(_ path: String = "/ws", _ more: String = "") -> String {
    """
    GET \(path) HTTP/1.1\r\nHost: a.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\(more)\r\n
    """
  }

  func send(_ text: String) { send(Array(text.utf8)) }
  func send(_ bytes: [UInt8]) { outputs += rig.receive(stream: bytes, on: link) }

  func send(
    _ opcode: Opcode, _ payload: [UInt8] = [], isFinal: Bool = true, mask: UInt32 = 0x37FA_213D
  ) {
    send(frame(opcode, payload, isFinal: isFinal, mask: mask))
  }

  func advance(seconds: UInt64 = 0, milliseconds: UInt64 = 0) {
    outputs += rig.advance(seconds: seconds, milliseconds: milliseconds)
  }

  func obey(_ command: TestSite.Command) { outputs += rig.obey(command) }

  var facts: [TestSite.Fact] { rig.machine.facts }

  /// What was written to the link.
  var written: [UInt8] {
    outputs.flatMap { $0.link == link ? $0.bytes ?? [] : [] }
  }

  /// The status codes of what was written.
  var statuses: [Int] {
    String(decoding: written, as: UTF8.self).split(separator: "HTTP/1.1 ").compactMap {
      Int($0.prefix(3))
    }
  }

  /// The frames that were written.
  var frames: [FrameEvent] {
    var reader = FrameReader(role: .client)
    var limits = WebSocketEcho.terms.limits
    limits.maximumMessage = .max
    var offset = 0
    var frames: [FrameEvent] = []
    let bytes = written
    while let frame = try? reader.next(in: bytes.raw, from: &offset, limits: limits) {
      frames.append(frame)
    }
    return frames
  }

  /// The codes of the close frames that were written.
  var closeCodes: [UInt16] {
    frames.compactMap { if case .close(let code) = $0 { code.rawValue } else { nil } }
  }

  func wants(_ action: Action) -> Bool { outputs.contains(.action(action)) }
  var isFinished: Bool { wants(.finish(link)) }
  var isAborted: Bool { wants(.abort(link)) }
}

/// One frame as a client sends it.
func frame(
  _ opcode: Opcode, _ payload: [UInt8] = [], isFinal: Bool = true, mask: UInt32? = 0x37FA_213D
) -> [UInt8] {
  written(payload.count + 16) { output in
    FrameWriter.write(opcode, payload.raw, isFinal: isFinal, mask: mask, to: &output)
  }
}

extension String {
  /// The UTF-8.
  var bytes: [UInt8] { Array(utf8) }
}
