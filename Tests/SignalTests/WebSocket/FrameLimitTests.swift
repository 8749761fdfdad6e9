import SansIO
import Signal
import TestSupport
import Testing

/// Attacks with frames, one a limit.
@Suite struct FrameLimitTests {
  @Test func `limit 7 an unmasked frame is refused with 1002 before its payload`() {
    let site = Site(webSocket: WebSocketLimits())
    site.send(hex("817e"))
    #expect(site.closeCodes == [1002] && site.isFinished && site.facts.last == .closed(1002))
  }

  @Test func `limit 8 a length of 2^63 and more is refused with 1009 and nothing is held`() {
    let site = Site(webSocket: WebSocketLimits())
    site.send(hex("82ff ffffffffffffffff 00000000"))
    #expect(site.closeCodes == [1009] && site.rig.machine.http.unfinishedCount == 0)
  }

  @Test func `limit 9 a message of 64 KiB passes and one more byte is refused with 1009`() {
    let site = Site(webSocket: WebSocketLimits())
    site.send(.binary, Array(repeating: 1, count: 65_536))
    #expect(site.facts.count == 2 && site.closeCodes == [])
    site.send(Array(frame(.binary, Array(repeating: 1, count: 65_537)).prefix(14)))
    #expect(site.closeCodes == [1009])
  }

  @Test func `limit 10 sixty-four fragments pass and one more is refused with 1008`() {
    let piece = [UInt8](repeating: 1, count: 16)
    for (count, codes) in [(64, []), (65, [1008])] as [(Int, [UInt16])] {
      let site = Site(webSocket: WebSocketLimits())
      for index in 0..<count {
        site.send(index == 0 ? .binary : .continuation, piece, isFinal: index == count - 1)
      }
      #expect(site.closeCodes == codes)
    }
  }

  @Test(arguments: [0, 1, 15])
  func `limit 10 small fragments count four times, empty ones too`(_ size: Int) {
    let piece = [UInt8](repeating: 1, count: size)
    for (count, codes) in [(16, []), (17, [1008])] as [(Int, [UInt16])] {
      let site = Site(webSocket: WebSocketLimits())
      for index in 0..<count {
        site.send(index == 0 ? .binary : .continuation, piece, isFinal: false)
      }
      #expect(site.closeCodes == codes)
    }
  }

  @Test func `limit 10 a message that is not finished in ten seconds is refused with 1008`() {
    let site = Site(webSocket: WebSocketLimits())
    site.send(.text, Array(repeating: 0x61, count: 16), isFinal: false)
    for _ in 0..<9 {
      site.advance(seconds: 1)
      site.send(.ping)
    }
    #expect(site.closeCodes == [])
    site.advance(milliseconds: 1_010)
    #expect(site.closeCodes == [1008] && site.facts.last == .closed(1008))
    let slow = Site(webSocket: WebSocketLimits())
    slow.send(Array(frame(.text, Array(repeating: 0x61, count: 100)).prefix(7)))
    slow.advance(seconds: 11)
    #expect(slow.closeCodes == [1008])
  }

  @Test func `limit 11 beyond the budget the oldest unfinished is given up with 1013`() {
    var limits = HTTPLimits()
    limits.maximumUnfinished = 25_000
    let site = Site(webSocket: WebSocketLimits(), http: limits)
    let part = frame(.binary, Array(repeating: 1, count: 10_000), isFinal: false)
    site.send(part)
    let others = (2...4).map { LinkID.test(UInt32($0)) }
    for other in others {
      site.rig.open(other)
      site.rig.receive(stream: Site.handshake().bytes, on: other)
    }
    site.outputs += site.rig.receive(stream: part, on: others[0])
    #expect(site.closeCodes == [])
    site.outputs += site.rig.receive(stream: part, on: others[1])
    #expect(site.closeCodes == [1013])
    #expect(site.rig.machine.places.last == 1 && site.facts.last == .closed(1013))
    #expect(site.rig.machine.http.unfinishedCount <= 25_000)
    // The budget is for bodies too.
    let body = "POST /message HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n"
    let poster = LinkID.test(9)
    site.rig.open(poster)
    site.rig.receive(stream: body.bytes + Array(repeating: 1, count: 20_000), on: poster)
    #expect(site.rig.machine.places.last == 3)
    let outputs = site.rig.receive(stream: Array(repeating: 1, count: 10_000), on: poster)
    let text = String(decoding: outputs.first?.bytes ?? [], as: UTF8.self)
    #expect(text.hasPrefix("HTTP/1.1 503"))
    #expect(site.rig.machine.http.unfinishedCount == 0)
  }

  @Test func `limit 12 bad text is refused with 1007 inside a frame that is not complete`() {
    let site = Site(webSocket: WebSocketLimits())
    site.send(Array(frame(.text, hex("61ff") + Array(repeating: 0x61, count: 100)).prefix(8)))
    #expect(site.closeCodes == [1007] && site.facts.last == .closed(1007))
  }

  @Test func `limit 12 a close of one byte or of a forbidden code is refused with 1002`() {
    for payload in ["03", "03ec", "03ed", "03ee", "03f7", "0000", "07d0"] {
      let site = Site(webSocket: WebSocketLimits())
      site.send(.close, hex(payload))
      #expect(site.closeCodes == [1002])
    }
  }

  @Test func `limit 13 fifty pings at once are answered and the next is refused with 1008`() {
    let site = Site(webSocket: WebSocketLimits())
    for _ in 0..<50 { site.send(.ping) }
    #expect(site.frames.count == 50 && site.closeCodes == [])
    site.send(.pong)
    #expect(site.closeCodes == [1008])
  }

  @Test func `limit 13 ten pings a second are answered for ever`() {
    let site = Site(webSocket: WebSocketLimits())
    for _ in 0..<600 {
      site.send(.ping)
      site.advance(milliseconds: 100)
    }
    #expect(site.frames.count == 600 && site.closeCodes == [])
  }

  @Test func `limit 14 after our close input is thrown away for two seconds at most`() {
    let site = Site(webSocket: WebSocketLimits())
    site.obey(.close(site.link, .normal))
    site.advance(milliseconds: 1_990)
    #expect(!site.isAborted)
    site.advance(milliseconds: 20)
    #expect(site.isAborted)
    let failed = Site(webSocket: WebSocketLimits())
    failed.send(hex("8100"))
    failed.advance(milliseconds: 2_010)
    #expect(failed.isFinished && failed.isAborted)
  }

  @Test func `limit 14 after our close at most 64 KiB of input are thrown away`() {
    let closed = Site(webSocket: WebSocketLimits())
    closed.obey(.close(closed.link, .normal))
    let failed = Site(webSocket: WebSocketLimits())
    failed.send(hex("8100"))
    for site in [closed, failed] {
      site.send(.binary, Array(repeating: 0, count: 65_000))
      #expect(!site.isAborted)
      site.send(.binary, Array(repeating: 0, count: 1_000))
      #expect(site.isAborted && site.facts.count <= 2)
    }
  }

  @Test func `limit 16 who sends more than 200 messages at once is read later`() {
    let site = Site(webSocket: WebSocketLimits())
    for _ in 0..<200 { site.send(.text) }
    #expect(!site.wants(.pause(site.link)))
    site.send(.text)
    #expect(site.wants(.pause(site.link)) && site.facts.count == 202)
    site.send(.text)
    #expect(site.facts.count == 202)
    site.advance(milliseconds: 2_010)
    #expect(site.wants(.resume(site.link)) && site.facts.count == 203)
  }

  @Test func `limit 16 who goes on sending too much is closed with 4429`() {
    let site = Site(webSocket: WebSocketLimits())
    for _ in 0..<201 { site.send(.text) }
    site.advance(milliseconds: 2_010)
    for _ in 0..<150 where site.closeCodes.isEmpty { site.send(.text) }
    #expect(site.closeCodes == [4429] && site.facts.last == .closed(4429))
  }

  @Test func `limit 16 who rests in between is forgiven`() {
    let site = Site(webSocket: WebSocketLimits())
    for _ in 0..<3 {
      for _ in 0..<201 { site.send(.text) }
      site.advance(seconds: 5)
      site.send(.pong)
    }
    #expect(site.closeCodes == [] && site.facts.count == 604)
  }

  @Test func `limit 16 bytes are counted as messages are`() {
    let site = Site(webSocket: WebSocketLimits())
    let message = Array(repeating: UInt8(1), count: 65_536)
    for _ in 0..<16 { site.send(.binary, message) }
    #expect(!site.wants(.pause(site.link)))
    site.send(.binary, message)
    #expect(site.wants(.pause(site.link)))
  }
}
