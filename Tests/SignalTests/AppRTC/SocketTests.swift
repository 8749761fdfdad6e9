import TestSupport
import Testing

@testable import Signal

/// What sockets are told.
struct SocketTests {
  private func error(_ text: String) -> [String] { ["{\"msg\":\"\",\"error\":\"\(text)\"}\n"] }

  @Test(arguments: [
    (#"{"cmd":"send","msg":"x"}"#, "Client not registered"),
    (#"{"cmd":"register"}"#, "Invalid register request: missing 'clientid' or 'roomid'"),
    (
      #"{"cmd":"register","roomid":"","clientid":"a"}"#,
      "Invalid register request: missing 'clientid' or 'roomid'"
    ),
    (
      #"{"cmd":"register","roomid":"a b","clientid":"a"}"#,
      "Invalid register request: missing 'clientid' or 'roomid'"
    ),
    ("", "websocket.JSON.Receive error: unexpected end of JSON input"),
    ("{", "websocket.JSON.Receive error: unexpected end of JSON input"),
    ("hello", "websocket.JSON.Receive error: invalid JSON at byte 0"),
    ("[]", "websocket.JSON.Receive error: invalid JSON at byte 0"),
    (#"{"cmd":1}"#, "websocket.JSON.Receive error: 'cmd' is not a string"),
  ])
  func `AppRTC: a mistake is named and ends the socket`(said: String, heard: String) {
    var site = AppRTCSite()
    site.openSocket(1)
    #expect(site.say(1, said) == error(heard))
    #expect(site.closed[AppRTCSite.link(1)] == 1008)
    #expect(site.rig.machine.statistics.socketErrors == 1)
    #expect(site.rig.machine.statistics.sockets == 0)
  }

  @Test func `AppRTC: mistakes of those who are registered are named too`() {
    var site = AppRTCSite()
    let a = site.join("r").client
    site.register(1, "r", a)
    #expect(
      site.say(1, #"{"cmd":"register","roomid":"r","clientid":"\#(a)"}"#)
        == error("Duplicated register request"))
    #expect(site.closed[AppRTCSite.link(1)] == 1008)
    site.register(2, "r", a)
    #expect(site.say(2, #"{"cmd":"send"}"#) == error("Invalid send request: missing 'msg'"))
    site.register(3, "r", a)
    #expect(
      site.say(3, #"{"cmd":"send","msg":""}"#) == error("Invalid send request: missing 'msg'"))
    site.register(4, "r", "short")
    site.openSocket(5)
    #expect(
      site.say(5, #"{"cmd":"register","roomid":"r","clientid":"short"}"#)
        == error("Duplicated registration"))
    site.openSocket(6)
    #expect(
      site.say(6, #"{"cmd":"register","roomid":"r","clientid":"third"}"#)
        == error("Max room capacity reached"))
  }

  @Test func `AppRTC: an unknown command is named, and the socket stays open`() {
    var site = AppRTCSite()
    site.openSocket(1)
    for text in ["{}", #"{"cmd":"x"}"#, #"{"cmd":null}"#] {
      #expect(site.say(1, text) == error("Invalid message: unexpected 'cmd'"))
    }
    #expect(site.closed.isEmpty)
  }

  @Test func `AppRTC: a second registration of a minted id closes the first socket`() {
    var site = AppRTCSite()
    let a = site.join("r").client
    site.register(1, "r", a)
    site.register(2, "r", a)
    #expect(site.closed == [AppRTCSite.link(1): 1000])
    site.close(1)
    site.fetch("POST", "/ws/r/other", "x")
    #expect(site.listen(2) == ["{\"msg\":\"x\",\"error\":\"\"}\n"])
  }

  @Test func `a socket that does not register in 10 s is closed`() {
    var site = AppRTCSite()
    site.openSocket(1)
    site.register(2, "r", "client")
    site.take(site.rig.advance(seconds: 11))
    #expect(site.closed == [AppRTCSite.link(1): 4408])
  }

  @Test func `a silent socket is asked whether it lives, and closed after 165 s`() {
    var site = AppRTCSite()
    site.register(1, "r", site.join("r").client)
    let outputs = site.rig.advance(seconds: 46)
    #expect(outputs.compactMap(\.bytes) == [hex("8900")])
    site.rig.receive(stream: hex("8a80 00000000"), on: AppRTCSite.link(1))
    #expect(site.rig.advance(seconds: 164).compactMap(\.action) == [])
    #expect(site.rig.advance(seconds: 3).compactMap(\.action) == [.abort(AppRTCSite.link(1))])
    #expect(site.rig.machine.statistics.sockets == 0)
  }

  @Test func `who finds a room full has its sockets asked, and a dead one makes room`() {
    var site = AppRTCSite()
    let a = site.join("r").client
    let b = site.join("r").client
    site.register(1, "r", a)
    site.register(2, "r", b)
    #expect(site.join("r").result == "FULL")
    site.rig.receive(stream: hex("8a80 00000000"), on: AppRTCSite.link(1))
    #expect(site.rig.advance(seconds: 9).compactMap(\.action) == [])
    #expect(site.rig.advance(seconds: 2).compactMap(\.action) == [.abort(AppRTCSite.link(2))])
    #expect(site.join("r").result == "FULL")
    site.rig.receive(stream: hex("8a80 00000000"), on: AppRTCSite.link(1))
    site.rig.advance(seconds: 10)
    #expect(site.join("r").result == "SUCCESS")
    #expect(site.listen(1) == [#"{"msg":"{\"type\":\"bye\"}","error":""}"# + "\n"])
  }

  @Test func `a slow reader is closed alone, and what follows waits for it`() {
    var site = AppRTCSite { $0.socketLimits.messageRate = nil }
    let a = site.join("r").client
    let b = site.join("r").client
    site.register(1, "r", a)
    site.register(2, "r", b)
    site.rig.stalled = [AppRTCSite.link(2)]
    let large = String(repeating: "x", count: 60_000)
    for _ in 0..<20 { site.fetch("POST", "/message/r/\(a)", large) }
    #expect(site.rig.machine.statistics.sockets == 1)
    #expect(site.rig.machine.statistics.lobby.queued > 0)
    site.rig.stalled = []
    site.send(1, "still here")
    #expect(site.closed.isEmpty)
    site.register(3, "r", b)
    #expect(site.rig.machine.statistics.sockets == 2)
  }

  @Test func `the origin of a page is asked for, that of a program may be missing`() {
    var site = AppRTCSite { $0.origins = OriginPolicy([.sameHost, .origin("https://appr.tc")]) }
    for (link, origin, status) in [
      (1, "Origin: https://signal.example\r\n", 101), (2, "Origin: https://evil.example\r\n", 403),
      (3, "Origin: https://appr.tc\r\n", 101), (4, "", 101), (5, "Origin: null\r\n", 403),
    ] {
      #expect(site.ask(link, AppRTCSite.handshake + origin + "\r\n").status == status, "\(origin)")
    }
  }

  @Test func `the echo is there only where it is mounted`() {
    var site = AppRTCSite { $0.echoPath = "/echo" }
    site.openSocket(1, AppRTCSite.handshake.replacing("/ws", with: "/echo"))
    #expect(site.say(1, "hello") == ["hello"])
    var other = AppRTCSite()
    let head = AppRTCSite.handshake.replacing("/ws", with: "/echo") + "\r\n"
    #expect(other.ask(1, head).status == 404)
  }
}
