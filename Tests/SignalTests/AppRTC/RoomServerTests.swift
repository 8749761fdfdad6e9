import TestSupport
import Testing

@testable import Signal

/// The room server's side over HTTP.
struct RoomServerTests {
  @Test func `AppRTC: a join is answered with these bytes`() {
    var site = AppRTCSite { $0.relay = nil }
    let reply = site.fetch("POST", "/join/my-room_1?it=relay&audio=false")
    let client = Params(reply.body).client
    let expected = """
      {"result":"SUCCESS","params":{"room_id":"my-room_1",\
      "room_link":"https://signal.example/r/my-room_1?it=relay\\u0026audio=false",\
      "client_id":"\(client)","is_initiator":"true","messages":[],\
      "wss_url":"wss://signal.example/ws","wss_post_url":"https://signal.example/ws",\
      "ice_server_url":"","ice_server_transports":"",\
      "pc_config":"{\\"iceServers\\":[],\\"bundlePolicy\\":\\"max-bundle\\",\
      \\"rtcpMuxPolicy\\":\\"require\\",\\"iceTransports\\":\\"relay\\"}",\
      "pc_constraints":"{\\"optional\\":[]}","offer_options":"{}",\
      "media_constraints":"{\\"audio\\":false,\\"video\\":true}","is_loopback":"false",\
      "bypass_join_confirmation":"false","version_info":"null","include_loopback_js":"",\
      "error_messages":[],"warning_messages":[],"header_message":null}}
      """
    #expect(reply.body == expected)
    #expect(reply.status == 200 && reply["Content-Type"] == "application/json; charset=utf-8")
  }

  @Test func `AppRTC: every field has its JSON kind`() {
    var site = AppRTCSite()
    var kinds = site.join("r", "?hd=true&video=true&minre=1").kinds
    for name in ["messages", "error_messages", "warning_messages"] {
      #expect(kinds.removeValue(forKey: name) == "strings")
    }
    #expect(kinds.removeValue(forKey: "header_message") == "null")
    #expect(kinds.values.allSatisfy { $0 == "string" } && kinds.count == 16)
  }

  @Test func `AppRTC: the parameters have no wrapper and no membership`() {
    var site = AppRTCSite()
    let params = Params(site.fetch("GET", "/params?tt=udp").body)
    #expect(params["ice_server_transports"] == "udp" && params["wss_url"] != "")
    for name in ["result", "room_id", "room_link", "client_id", "is_initiator", "messages"] {
      #expect(params.root[name] == nil, "\(name)")
    }
    #expect((params.root["iceServers"] as? [[String: Any]])?.count == 2)
    #expect(params.kinds["iceServers"] == "array")
  }

  @Test(arguments: [
    ("", #"{"audio":true,"video":true}"#),
    ("audio=true&video=FALSE", #"{"audio":true,"video":false}"#),
    (
      "video=minWidth=1280,optional:minHeight=720,googNoise=true,bad,a:b:c=1",
      #"{"audio":true,"video":{"optional":[{"minHeight":"720"},{"googNoise":"true"}],"#
        + #""mandatory":{"minWidth":"1280"}}}"#
    ),
    (
      "hd=true",
      #"{"audio":true,"video":{"optional":[],"mandatory":{"minWidth":"1280","minHeight":"720"}}}"#
    ),
    ("firefox_fake_device=1", #"{"audio":true,"video":true,"fake":true}"#),
  ])
  func `AppRTC: audio and video of the query become constraints`(
    query: String, constraints: String
  ) {
    var site = AppRTCSite()
    #expect(site.join("r", "?\(query)")["media_constraints"] == constraints)
  }

  @Test func `AppRTC: desktop Chrome is asked for 720 lines, mobile Chrome is not`() {
    var site = AppRTCSite()
    let desktop = site.join("r", fields: ["User-Agent: Mozilla/5.0 Chrome/126.0 Safari/537.36"])
    #expect(
      desktop["media_constraints"]
        == #"{"audio":true,"video":{"optional":[{"minWidth":"1280"},{"minHeight":"720"}],"#
        + #""mandatory":{}}}"#)
    let mobile = site.join("s", fields: ["User-Agent: Mozilla/5.0 (Linux; Android 14) Chrome/126"])
    #expect(mobile["media_constraints"] == #"{"audio":true,"video":true}"#)
  }

  @Test func `AppRTC: the other parameters are honoured, warned about or ignored`() {
    var site = AppRTCSite()
    let params = site.join(
      "r",
      "?dtls=true&dscp=FALSE&ipv6=x&hd=true&video=false&maxre=2&tt=tcp"
        + "&wshpp=evil.example:1&wstls=false&ts=https://evil.example&apikey=k&t=1&it=%22,")
    #expect(
      params["pc_constraints"]
        == #"{"optional":[{"DtlsSrtpKeyAgreement":true},{"googDscp":false}]}"#)
    #expect(params["wss_url"] == "wss://signal.example/ws")
    #expect(params["ice_server_url"].hasPrefix("https://signal.example/v1alpha/iceconfig?key="))
    #expect(params["ice_server_transports"] == "tcp")
    #expect(params.inner("pc_config")["iceTransports"] as? String == "\",")
    #expect(
      params.params["warning_messages"] as? [String] == [
        "The \"hd\" parameter has overridden video=false",
        "The \"minre\" and \"maxre\" parameters are no longer supported. Use \"video\" instead.",
      ])
  }

  @Test func `AppRTC: messages come back in order, and the third is told that it is full`() {
    var site = AppRTCSite()
    let a = site.join("r").client
    for text in ["1", "2", "3"] { site.fetch("POST", "/message/r/\(a)", text) }
    #expect(site.join("r").messages == ["1", "2", "3"])
    #expect(
      site.fetch("POST", "/join/r").body == #"{"result":"FULL","params":{"messages":[]}}"#)
  }

  @Test func `AppRTC: UTF-8 is passed on, all else is an error`() {
    var site = AppRTCSite()
    let a = site.join("r").client
    let text = "{\"x\":\"é😀\u{2028}</script>\\u00e9\"}"
    #expect(site.fetch("POST", "/message/r/\(a)", text).body == #"{"result":"SUCCESS"}"#)
    let body = AppRTCSite.request("POST", "/message/r/\(a)", "xx")
    site.open(1)
    let bytes = Array(body.utf8.dropLast()) + [0xFF]
    let outputs = site.rig.receive(stream: bytes, on: AppRTCSite.link(1))
    #expect(Reply(outputs.flatMap { $0.bytes ?? [] }).body == #"{"result":"ERROR"}"#)
    #expect(site.fetch("POST", "/message/r/\(a)", "").body == #"{"result":"ERROR"}"#)
    #expect(site.join("r").messages == [text])
  }

  @Test func `AppRTC: results are told with 200, and a leave says nothing`() {
    var site = AppRTCSite { $0.lobbyLimits.lettersPerQueue = 1 }
    #expect(site.fetch("POST", "/message/r/x", "m").body == #"{"result":"UNKNOWN_ROOM"}"#)
    let a = site.join("r").client
    #expect(site.fetch("POST", "/message/r/x", "m").body == #"{"result":"UNKNOWN_CLIENT"}"#)
    #expect(site.fetch("POST", "/message/r/\(a)", "m").body == #"{"result":"SUCCESS"}"#)
    #expect(site.fetch("POST", "/message/r/\(a)", "m").body == #"{"result":"ERROR"}"#)
    _ = site.join("r")
    site.fetch("POST", "/message/r/\(a)", "m")
    let failed = site.fetch("POST", "/message/r/\(a)", "m")
    #expect(failed.status == 500 && failed.body == "")
    for path in ["/leave/r/\(a)", "/leave/r/\(a)", "/leave/none/\(a)"] {
      let left = site.fetch("POST", path)
      #expect(left.status == 200 && left.body == "")
    }
  }

  @Test func `limits are told as errors, and bodies have one`() {
    var site = AppRTCSite {
      $0.lobbyLimits.joinBurst = 1
      $0.maximumMessage = 100
    }
    let a = site.join("r").client
    #expect(
      site.fetch("POST", "/join/r").body == #"{"result":"ERROR","params":{"messages":[]}}"#)
    let large = String(repeating: "x", count: 101)
    #expect(site.fetch("POST", "/message/r/\(a)", large).status == 413)
    #expect(site.fetch("POST", "/message/r/\(a)", String(large.dropLast())).status == 200)
  }

  @Test func `who posts too fast is told to wait`() {
    var site = AppRTCSite { $0.lobbyLimits.postBurst = 2 }
    let a = site.join("r").client
    for _ in 0..<2 { #expect(site.fetch("POST", "/message/r/\(a)", "x").status == 200) }
    let reply = site.fetch("POST", "/message/r/\(a)", "x")
    #expect(reply.status == 429 && reply["Retry-After"] == "1")
    #expect(site.fetch("POST", "/ws/r/\(a)", "x").status == 500)
    site.rig.advance(milliseconds: 20)
    #expect(site.fetch("POST", "/message/r/\(a)", "x").status == 200)
  }

  @Test(arguments: [
    ("GET", "/join/r", 405), ("GET", "/message/r/x", 405), ("POST", "/params", 405),
    ("POST", "/join/", 404), ("POST", "/join/a%20b", 404), ("POST", "/join/r/x", 404),
    ("POST", "/message/r", 404), ("POST", "/leave/r/%00", 400), ("GET", "/v1alpha/x", 404),
    ("GET", "/nothing", 404), ("POST", "/../join/r", 400), ("PUT", "/join/r", 405),
  ])
  func `what is asked wrongly is refused`(method: String, path: String, status: Int) {
    var site = AppRTCSite()
    #expect(site.fetch(method, path).status == status)
  }

  @Test func `AppRTC: a join is repeatable by header and by cookie`() {
    var site = AppRTCSite()
    let key = "8e03978e-40d5-43dd-bc93-6894a57f9324"
    let a = site.join("r", fields: ["Idempotency-Key: \"\(key)\""]).client
    #expect(site.join("r", fields: ["Cookie: a=b; idempotency-key=\(key)"]).client == a)
    #expect(site.join("r").client != a)
    #expect(site.join("r").result == "FULL")
  }

  @Test func `pages of elsewhere may not ask unless they are allowed to`() {
    var site = AppRTCSite {
      $0.origins = OriginPolicy([.sameHost, .origin("https://friend.example")])
    }
    let friend = "Origin: https://friend.example"
    let stranger = "Origin: https://evil.example"
    let cross = "Sec-Fetch-Site: cross-site"
    let allowed = site.fetch("POST", "/join/r", fields: [friend, cross])
    #expect(allowed.status == 200)
    #expect(allowed["Access-Control-Allow-Origin"] == "https://friend.example")
    #expect(allowed["Vary"] == "Origin")
    #expect(site.fetch("POST", "/join/r", fields: [stranger, cross]).status == 403)
    let native = site.fetch("POST", "/join/r", fields: ["origin: https://appr.tc"])
    #expect(native.status == 200 && native["Access-Control-Allow-Origin"] == nil)
    let preflight = site.fetch("OPTIONS", "/join/r", fields: [friend])
    #expect(preflight.status == 200 && preflight["Access-Control-Allow-Methods"] == "POST")
    #expect(preflight["Access-Control-Allow-Headers"] == "Content-Type, Idempotency-Key")
    let refused = site.fetch("OPTIONS", "/join/r", fields: [stranger])
    #expect(refused["Access-Control-Allow-Origin"] == nil)
  }
}
