import SansIO
import Signal
import TestSupport
import Testing

@Suite struct WebSocketServerTests {
  @Test func `messages come and go`() {
    let site = Site(webSocket: WebSocketLimits())
    site.send(.text, "κόσμε".bytes)
    site.send(.binary, [0, 255])
    #expect(site.frames == [.message(.text, "κόσμε".bytes), .message(.binary, [0, 255])])
    site.obey(.send(site.link, [1]))
    #expect(site.frames.last == .message(.binary, [1]))
  }

  @Test func `RFC 6455 §5.5.3 a pong repeats what the ping said`() {
    let site = Site(webSocket: WebSocketLimits())
    site.send(.ping, "a".bytes)
    site.send(.pong, "unasked".bytes)
    site.send(.ping)
    #expect(site.written == [0x8A, 1, 0x61, 0x8A, 0])
  }

  @Test func `RFC 6455 §5.5.1 a close is answered with its code and the link ends`() {
    for (payload, code) in [(hex("03e8"), 1000), (hex("0fa1 6279"), 4001)] as [([UInt8], UInt16)] {
      let site = Site(webSocket: WebSocketLimits())
      site.send(.close, payload)
      #expect(site.closeCodes == [code] && site.isFinished && !site.isAborted)
      #expect(site.facts.last == .closed(code))
    }
    let site = Site(webSocket: WebSocketLimits())
    site.send(.close)
    #expect(site.written == [0x88, 0] && site.facts.last == .closed(1005))
  }

  @Test func `RFC 6455 §7.1.5 a close inside a message is answered with its own code`() {
    let site = Site(webSocket: WebSocketLimits())
    site.send(.text, "frag".bytes, isFinal: false)
    site.send(.close, hex("03e8"))
    #expect(site.closeCodes == [1000] && site.isFinished)
  }

  @Test func `the owner closes in order and hears no more`() {
    let site = Site(webSocket: WebSocketLimits())
    site.obey(.close(site.link, .goingAway))
    #expect(site.closeCodes == [1001] && !site.isFinished)
    site.send(.text, "late".bytes)
    site.send(.ping)
    site.obey(.close(site.link, .normal))
    site.obey(.send(site.link, [1]))
    site.send(.close, hex("03e9"))
    #expect(site.closeCodes == [1001] && site.frames.count == 1 && site.isFinished)
    site.send("anything")
    _ = site.rig.close(site.link, .finished)
    #expect(site.facts == [.opened(.webSocket, nil)])
  }

  @Test func `a link that ends without a close frame is told as abnormal, once`() {
    let closed = Site(webSocket: WebSocketLimits())
    _ = closed.rig.close(closed.link, .reset)
    #expect(closed.facts == [.opened(.webSocket, nil), .closed(1006)])
    let ended = Site(webSocket: WebSocketLimits())
    ended.outputs += ended.rig.end(ended.link)
    #expect(ended.isFinished)
    _ = ended.rig.close(ended.link, .finished)
    #expect(ended.facts == [.opened(.webSocket, nil), .closed(1006)])
  }

  @Test func `valid messages before a bad frame are answered first`() {
    let site = Site(webSocket: WebSocketLimits())
    site.send(frame(.text, "a".bytes) + frame(.ping, [9]) + hex("c180 00000000"))
    #expect(site.frames == [.message(.text, "a".bytes), .pong, .close(.protocolError)])
    #expect(site.facts.last == .closed(1002) && site.isFinished)
  }

  @Test func `a silent peer is pinged and then given up`() {
    let site = Site(webSocket: WebSocketLimits())
    site.advance(seconds: 29)
    #expect(site.outputs.isEmpty)
    site.advance(seconds: 2)
    #expect(site.frames == [.ping([])])
    site.advance(seconds: 31)
    #expect(site.isAborted && site.facts.last == .closed(1006))
  }

  @Test func `a peer that answers pings stays for a day`() {
    let site = Site(webSocket: WebSocketLimits())
    for _ in 0..<2_880 {
      site.advance(seconds: 31)
      site.send(.pong)
    }
    #expect(site.facts == [.opened(.webSocket, nil)])
    #expect(site.frames.count == 2_880 && !site.isFinished && !site.isAborted)
  }

  @Test func `a message for a full link stops its reading until it drains`() {
    let site = Site(
      webSocket: WebSocketLimits(), marks: LinkBacklog.Marks(low: 10, high: 2_000, limit: 9_000))
    site.rig.stalled.insert(site.link)
    site.obey(.send(site.link, Array(repeating: 0, count: 3_000)))
    #expect(site.wants(.pause(site.link)))
    site.send(.text, "kept".bytes)
    #expect(site.facts.count == 1)
    site.outputs += site.rig.drain(site.link)
    #expect(site.wants(.resume(site.link)) && site.facts.last == .message(.text, "kept".bytes))
  }

  @Test func `a peer that never reads is given up`() {
    let site = Site(
      webSocket: WebSocketLimits(), marks: LinkBacklog.Marks(low: 10, high: 2_000, limit: 9_000))
    site.rig.stalled.insert(site.link)
    site.obey(.send(site.link, Array(repeating: 0, count: 3_000)))
    site.advance(seconds: 11)
    #expect(site.isAborted && site.facts.last == .closed(1006))
  }

  @Test func `a message beyond the queue's limit ends the link, and the owner hears of it`() {
    let site = Site(
      webSocket: WebSocketLimits(), marks: LinkBacklog.Marks(low: 10, high: 2_000, limit: 9_000))
    site.obey(.send(site.link, Array(repeating: 0, count: 10_000)))
    #expect(site.wants(.overflow(site.link)) && site.facts.last == .closed(1006))
  }

  @Test func `the echo takes 16 MiB in one frame and in many`() {
    let site = Site(
      path: "/echo", marks: LinkBacklog.Marks(low: 0, high: 50_000_000, limit: 100_000_000))
    let message = Array(repeating: UInt8(ascii: "*"), count: 16 * 1_048_576)
    let whole = frame(.text, message)
    for start in stride(from: 0, to: whole.count, by: 1_048_576) {
      site.send(Array(whole[start..<min(start + 1_048_576, whole.count)]))
    }
    let isEcho = site.facts.last == .message(.text, message)
    #expect(isEcho)
    for index in 0..<1_000 {
      site.send(index == 0 ? .binary : .continuation, [7], isFinal: index == 999)
    }
    let isJoined = site.facts.last == .message(.binary, Array(repeating: 7, count: 1_000))
    #expect(isJoined && site.rig.machine.http.unfinishedCount == 0)
  }
}
