import SansIO
import TestSupport
import Testing

@testable import Signal

/// Bytes no client sends: nothing may trap, and the server serves others as before.
struct HostileInputTests {
  private func sources(_ client: String, _ key: String) -> [[UInt8]] {
    let requests = [
      AppRTCSite.request("POST", "/join/r?video=a=b,c&debug=loopback"),
      AppRTCSite.request("POST", "/message/r/\(client)", #"{"type":"bye"}"#),
      AppRTCSite.request(
        "GET", "/v1alpha/iceconfig?key=\(key)", fields: ["X-Forwarded-For: 1.2.3.4"]),
      AppRTCSite.request("POST", "/ws/r/\(client)", "hello"),
      AppRTCSite.request("DELETE", "/ws/r/\(client)"),
      AppRTCSite.request(
        "GET", "/params?hd=true", fields: ["Cookie: idempotency-key=0123456789abcdef"]),
      AppRTCSite.request("OPTIONS", "/join/r", fields: ["Origin: https://signal.example"]),
    ]
    let register = AppRTCSite.frame(#"{"cmd":"register","roomid":"r","clientid":"\#(client)"}"#)
    let send = AppRTCSite.frame(
      #"{"cmd":"send","msg":"{\"sdp\":\"v=0\\r\\n\",\"type\":\"offer\"}"}"#)
    return requests.map { Array($0.utf8) } + [
      Array((AppRTCSite.handshake + "\r\n").utf8) + register + send
    ]
  }

  @Test func `requests and frames with bytes changed, cut out and cut apart do no harm`() async {
    await forEachSeed(512) { seed in
      var random = Seeded(seed: seed)
      var site = AppRTCSite { $0.trustedProxies = [IPPrefix("192.0.2.0/24")].compactMap(\.self) }
      let params = site.join("r")
      let all = sources(params.client, params.key)
      for link in 1...8 {
        site.open(link)
        var bytes = all[random.below(all.count)]
        for _ in 0..<random.below(4) {
          bytes[random.below(bytes.count)] = UInt8(random.below(256))
        }
        if random.chance(0.2) { bytes.remove(at: random.below(bytes.count)) }
        while !bytes.isEmpty {
          let count = random.pick(1...bytes.count)
          site.rig.receive(stream: Array(bytes.prefix(count)), on: AppRTCSite.link(link))
          bytes.removeFirst(count)
        }
        if random.chance(0.3) { site.rig.advance(seconds: UInt64(random.below(15))) }
      }
      #expect(site.fetch("GET", "/params").status == 200)
      for link in 1...8 { site.close(link) }
      #expect(site.rig.machine.statistics.sockets == 0)
    }
  }

  @Test func `a message of the largest size is passed on whole, and one byte more is not`() {
    var site = AppRTCSite()
    let a = site.join("r").client
    site.register(1, "r", a)
    site.register(2, "r", site.join("r").client)
    let frame = #"{"cmd":"send","msg":""}"#
    let text = String(repeating: "<", count: 65_536 - frame.utf8.count)
    #expect(site.say(1, #"{"cmd":"send","msg":"\#(text)"}"#) == [])
    #expect(site.listen(2).map(\.utf8.count) == [6 * text.utf8.count + 22])
    site.say(1, #"{"cmd":"send","msg":"\#(text)<"}"#)
    #expect(site.closed == [AppRTCSite.link(1): 1009])
  }
}
