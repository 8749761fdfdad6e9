import Foundation
import SansIO
import TestSupport
import Testing

@testable import Reactor

@Suite struct HelloTests {
  /// A first ClientHello as OpenSSL writes it.
  static func hello() throws -> [UInt8] {
    let end = try DTLSRig.end()
    _ = end.step()
    return end.takeAll()
  }

  @Test func `RFC 6347 §4.2.1 strangers are answered by a cookie, and nothing is kept`() throws {
    var rig = try DTLSRig()
    var hello = try Self.hello()
    _ = try rig.exchange(hello)
    let before = Self.residentPages()
    for number in 0..<10_000 {
      // Another client each time, by its random bytes.
      hello[30] = UInt8(truncatingIfNeeded: number)
      hello[31] = UInt8(truncatingIfNeeded: number >> 8)
      let (bytes, path) = (hello, rig.path)
      try rig.client.command { _, outbox in outbox.send(bytes, along: path) }
      try rig.server.reactor.turn(maximumWait: 1)
    }
    #expect(rig.server.reactor.associationCount == 0)
    #expect(rig.server.probe.facts.isEmpty)
    #expect(rig.server.reactor.statistics.cookiesSent > 9_000)
    // 32 MiB for all tests of this moment: an association of each would take three times as much.
    #expect(Self.residentPages() - before < 8_192)
  }

  @Test func `a cookie is smaller than any hello and repeats its record number`() throws {
    var rig = try DTLSRig()
    var hello = try Self.hello()
    hello[10] = 9
    let answers = try rig.exchange(hello)
    #expect(answers.count == 1)
    let answer = answers[0]
    // Handshake, DTLS 1.0, epoch 0, record 9; message 3, first, whole; DTLS 1.0, the cookie.
    #expect(Array(answer.prefix(13)) == [22, 0xFE, 0xFF, 0, 0, 0, 0, 0, 0, 0, 9, 0, 31])
    #expect(Array(answer[13..<28]) == [3, 0, 0, 19, 0, 0, 0, 0, 0, 0, 0, 19, 0xFE, 0xFF, 16])
    #expect(answer.count == HelloCookies.answerCount)
    // The smallest hello there can be: one cipher, one compression method, nothing else.
    let smallest = 13 + 12 + 2 + 32 + 1 + 1 + 4 + 2
    #expect(answer.count < smallest && smallest < hello.count)
  }

  @Test func `a cookie is good for its address and port only, and for two minutes at most`() throws
  {
    var cookies = HelloCookies()
    let socket = SocketID.test(1)
    func path(_ remote: Endpoint, _ local: IPAddress = .loopbackV4) -> Path {
      Path(socket: socket, local: local, remote: remote)
    }
    let bytes = try Self.hello()
    let parsed = ClientHello(parsing: bytes.raw)
    let hello = try #require(parsed)
    let now = Instant(nanoseconds: 10 * HelloCookies.period)
    let own = path(.v4(1, port: 1000))
    let answer = Self.answer(&cookies, hello, own, now)
    let value = Array(answer.suffix(HelloCookies.count))
    func accepts(_ path: Path, _ now: Instant) -> Bool {
      cookies.accepts(value.raw, from: path, at: now)
    }
    let period = HelloCookies.period
    #expect(accepts(own, now) && accepts(own, now.adding(nanoseconds: 2 * period - 1)))
    #expect(!accepts(own, now.adding(nanoseconds: 2 * period)))
    #expect(!accepts(path(.v4(1, port: 1001)), now) && !accepts(path(.v4(2, port: 1000)), now))
    #expect(!accepts(path(.v4(1, port: 1000), .v4(0x7F00_0002)), now))
    var others = HelloCookies()
    let isKnownToOthers = others.accepts(value.raw, from: own, at: now)
    #expect(!isKnownToOthers)
    let shorter = Array(value.dropLast())
    let isGoodShorter = cookies.accepts(shorter.raw, from: own, at: now)
    #expect(!isGoodShorter)
  }

  @Test func `a hello is read whole or not at all`() throws {
    let bytes = try Self.hello()
    let parsed = ClientHello(parsing: bytes.raw)
    let first = try #require(parsed)
    #expect(first.cookie.isEmpty)
    for count in 0..<bytes.count {
      let part = Array(bytes.prefix(count))
      let isHello = ClientHello(parsing: part.raw) != nil
      #expect(!isHello)
    }
    // A second record behind it is another matter.
    let longer = bytes + [1, 2, 3]
    let isHello = ClientHello(parsing: longer.raw) != nil
    #expect(isHello)
    for place in [0, 1, 3, 13, 12, 16, 21, 24] {
      var other = bytes
      other[place] ^= 1
      let isHello = ClientHello(parsing: other.raw) != nil
      #expect(!isHello)
    }
  }

  @Test func `no bytes trap the reader of hellos, and cookies lie within them`() async throws {
    let bytes = try Self.hello()
    await forEachSeed(256) { seed in
      var random = Seeded(seed: seed)
      var other = bytes
      for _ in 0..<1 + random.below(6) {
        other[random.below(other.count)] = UInt8(random.below(256))
      }
      other.removeLast(random.below(20))
      if let hello = ClientHello(parsing: other.raw) {
        #expect(hello.cookie.upperBound <= other.count)
      }
    }
  }

  private static func answer(
    _ cookies: inout HelloCookies, _ hello: ClientHello, _ path: Path, _ now: Instant
  ) -> [UInt8] {
    var arena = SealedArena()
    // The room is the arena's own.
    let room = unsafe arena.room(HelloCookies.answerCount)
    var output = unsafe OutputRawSpan(buffer: room, initializedCount: 0)
    cookies.answer(hello, from: path, at: now, into: &output)
    return unsafe [UInt8](arena.take(output.finalize(for: room)))
  }

  /// The memory of this process that is in use, in pages.
  private static func residentPages() -> Int {
    let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .ascii)) ?? ""
    let words = text.split(separator: " ")
    return words.count > 1 ? Int(words[1]) ?? 0 : 0
  }
}
