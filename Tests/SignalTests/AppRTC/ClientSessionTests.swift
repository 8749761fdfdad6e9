import TestSupport
import Testing

@testable import Signal

/// Whole calls, with the requests of the known clients byte for byte.
struct ClientSessionTests {
  static let webFields =
    "Connection: keep-alive\r\nContent-Length: %\r\n"
    + "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    + "Chrome/126.0.0.0 Safari/537.36\r\nAccept: */*\r\nOrigin: https://signal.example\r\n"
    + "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n"
    + "Referer: https://signal.example/r/first\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n"
    + "Accept-Language: en-US,en;q=0.9\r\n\r\n"

  static func web(_ method: String, _ path: String, _ body: String = "") -> String {
    "\(method) \(path) HTTP/1.1\r\nHost: signal.example\r\n"
      + webFields.replacing("%", with: "\(body.utf8.count)") + body
  }

  static func android(_ method: String, _ path: String, _ body: String = "") -> String {
    "\(method) \(path) HTTP/1.1\r\norigin: https://appr.tc\r\n"
      + "Content-Type: text/plain; charset=utf-8\r\n"
      + "User-Agent: Dalvik/2.1.0 (Linux; U; Android 14; Pixel 7 Build/AP1A.240405.002)\r\n"
      + "Host: signal.example\r\nConnection: Keep-Alive\r\nAccept-Encoding: gzip\r\n"
      + "Content-Length: \(body.utf8.count)\r\n\r\n" + body
  }

  static func iOS(_ method: String, _ path: String, _ body: String = "") -> String {
    "\(method) \(path) HTTP/1.1\r\nHost: signal.example\r\nAccept: */*\r\n"
      + "Content-Type: application/x-www-form-urlencoded\r\nreferer: https://appr.tc\r\n"
      + "Connection: keep-alive\r\nUser-Agent: AppRTCMobile/1 CFNetwork/1408.0.4 Darwin/22.5.0\r\n"
      + "Content-Length: \(body.utf8.count)\r\nAccept-Language: en-GB,en;q=0.9\r\n"
      + "Accept-Encoding: gzip, deflate, br\r\n\r\n" + body
  }

  static let webSocket =
    "GET /ws HTTP/1.1\r\nHost: signal.example\r\nConnection: Upgrade\r\nPragma: no-cache\r\n"
    + "Cache-Control: no-cache\r\nUser-Agent: Mozilla/5.0\r\nUpgrade: websocket\r\n"
    + "Origin: https://signal.example\r\nSec-WebSocket-Version: 13\r\n"
    + "Accept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: en-US,en;q=0.9\r\n"
    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    + "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"

  static let androidSocket =
    "GET /ws HTTP/1.1\r\nHost: signal.example\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n"
    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"

  static let iOSSocket =
    "GET /ws HTTP/1.1\r\nOrigin: https://signal.example\r\nSec-WebSocket-Version: 13\r\n"
    + "Upgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    + "Connection: Upgrade\r\nHost: signal.example\r\n"

  private func letter(_ text: String) -> String {
    "{\"msg\":\"\(String(decoding: Letter(text: text).escaped, as: UTF8.self))\",\"error\":\"\"}\n"
  }

  @Test func `AppRTC: web calls web, and hangs up`() {
    var site = AppRTCSite()
    let a = Params(site.ask(1, ClientSessionTests.web("POST", "/join/first")).body)
    #expect(a.result == "SUCCESS" && a["is_initiator"] == "true")
    site.openSocket(2, ClientSessionTests.webSocket)
    #expect(site.say(2, register("first", a.client)) == [])
    let offer = #"{"sdp":"v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\n","type":"offer"}"#
    let candidate =
      #"{"type":"candidate","label":0,"id":"0","candidate":"candidate:1 1 udp 1 192.0.2.1 9"}"#
    for body in [offer, candidate] {
      let reply = site.ask(1, ClientSessionTests.web("POST", "/message/first/\(a.client)", body))
      #expect(reply.status == 200 && reply.body == #"{"result":"SUCCESS"}"#)
    }
    let b = Params(site.ask(3, ClientSessionTests.web("POST", "/join/first")).body)
    #expect(b["is_initiator"] == "false" && b.messages == [offer, candidate])
    site.openSocket(4, ClientSessionTests.webSocket)
    site.say(4, register("first", b.client))
    let answer = #"{"sdp":"v=0\r\n","type":"answer"}"#
    site.send(4, answer)
    #expect(site.listen(2) == [letter(answer)])
    site.ask(1, ClientSessionTests.web("POST", "/message/first/\(a.client)", candidate))
    #expect(site.listen(4) == [letter(candidate)])
    let reply = site.ask(3, ClientSessionTests.web("POST", "/leave/first/\(b.client)"))
    #expect(reply.status == 200 && reply["Content-Length"] == "0")
    site.send(4, #"{"type":"bye"}"#)
    #expect(site.listen(2) == [letter(#"{"type":"bye"}"#)])
    site.ask(1, ClientSessionTests.web("POST", "/message/first/\(a.client)", offer))
    site.close(4)
    let gone = site.ask(3, ClientSessionTests.web("DELETE", "/ws/first/\(b.client)"))
    #expect(gone.status == 200 && gone.body == "OK\n")
    #expect(site.listen(2) == [])
    let c = Params(site.ask(3, ClientSessionTests.web("POST", "/join/first")).body)
    #expect(c["is_initiator"] == "false" && c.messages == [offer])
  }

  @Test func `AppRTC: Android calls iOS, and hangs up`() {
    var site = AppRTCSite()
    let a = Params(site.ask(1, ClientSessionTests.android("POST", "/join/native")).body)
    #expect(a.result == "SUCCESS" && a["is_initiator"] == "true" && a.messages == [])
    let ice = site.ask(1, ClientSessionTests.android("POST", "/v1alpha/iceconfig?key=\(a.key)"))
    #expect(ice.status == 200 && ice.body.contains("turn:signal.example:3478?transport=udp"))
    site.openSocket(2, ClientSessionTests.androidSocket)
    site.say(2, register("native", a.client))
    let offer = #"{"sdp":"v=0\r\n","type":"offer"}"#
    site.ask(1, ClientSessionTests.android("POST", "/message/native/\(a.client)", offer))

    // iOS asks for the parameters first, to have the relays before it joins.
    let p = Params(site.ask(3, "GET /params HTTP/1.1\r\nHost: signal.example\r\n\r\n").body)
    let relays = site.ask(3, ClientSessionTests.iOS("POST", "/v1alpha/iceconfig?key=\(p.key)"))
    #expect(relays.status == 200 && relays.body.hasPrefix(#"{"lifetimeDuration":"43200.000s""#))
    let b = Params(site.ask(3, ClientSessionTests.iOS("POST", "/join/native")).body)
    #expect(b["is_initiator"] == "false" && b.messages == [offer])
    site.openSocket(4, ClientSessionTests.iOSSocket)
    site.say(
      4,
      "{\n  \"cmd\" : \"register\",\n  \"roomid\" : \"native\",\n"
        + "  \"clientid\" : \"\(b.client)\"\n}")
    site.say(
      4,
      #"{"cmd":"send","msg":"{\n  \"type\" : \"candidate\",\n  \"candidate\" : \"a\/b\"\n}"}"#)
    #expect(
      site.listen(2) == [
        #"{"msg":"{\n  \"type\" : \"candidate\",\n  \"candidate\" : \"a\/b\"\n}","error":""}"#
          + "\n"
      ])
    let remove =
      #"{"type":"remove-candidates","candidates":[{"label":0,"candidate":"x"}]}"#
    site.send(4, remove)
    #expect(site.listen(2) == [letter(remove)])

    let left = site.ask(1, ClientSessionTests.android("POST", "/leave/native/\(a.client)"))
    #expect(left.status == 200 && left.body == "")
    site.say(2, #"{"cmd":"send","msg":"{\"type\": \"bye\"}"}"#)
    #expect(site.listen(4) == [#"{"msg":"{\"type\": \"bye\"}","error":""}"# + "\n"])
    let gone = site.ask(1, ClientSessionTests.android("DELETE", "/ws/native/\(a.client)"))
    #expect(gone.status == 200)
    site.close(2)
    site.ask(3, ClientSessionTests.iOS("POST", "/leave/native/\(b.client)"))
    site.say(4, "{\"cmd\":\"send\",\"msg\":\"{\\n  \\\"type\\\" : \\\"bye\\\"\\n}\"}")
    site.close(4)
    #expect(site.rig.machine.statistics.rooms == 0 && site.rig.machine.statistics.sockets == 0)
    #expect(site.rig.news().count == 5)
  }

  @Test func `AppRTC: web calls itself in a loopback room`() {
    var site = AppRTCSite()
    let a = site.join("loop", "?debug=loopback")
    #expect(a["is_initiator"] == "true" && a["is_loopback"] == "true")
    #expect(a["pc_constraints"] == #"{"optional":[{"DtlsSrtpKeyAgreement":false}]}"#)
    site.register(1, "loop", a.client)
    site.register(2, "loop", "loopback_client_id")
    site.fetch("POST", "/message/loop/\(a.client)", "x")
    #expect(site.listen(2) == [letter("x")])
    site.send(2, "y")
    #expect(site.listen(1) == [letter("y")])
    #expect(site.join("loop", "?debug=loopback").result == "FULL")
  }

  @Test func `requests that come in one segment are answered in order`() {
    var site = AppRTCSite()
    let two = ClientSessionTests.web("POST", "/join/r") + ClientSessionTests.web("POST", "/join/r")
    let reply = site.ask(1, two)
    let results = reply.text.split(separator: "HTTP/1.1 200 OK").count
    #expect(results == 2 && reply.text.contains(#""is_initiator":"false""#))
  }

  private func register(_ room: String, _ client: String) -> String {
    #"{"cmd":"register","roomid":"\#(room)","clientid":"\#(client)"}"#
  }
}
