import SansIO
import SignaldCrypto
import TestSupport
import Testing

@testable import StunTurn

@Suite struct NonceTests {
  let old = [UInt8](repeating: 1, count: NonceKey.count)
  let new = [UInt8](repeating: 2, count: NonceKey.count)
  let path = Path.test(client: "192.0.2.1:1000")
  let start = Instant(nanoseconds: 5_000_000_000_000)
  let features: SecurityFeatures = [.passwordAlgorithms]

  func issue(_ key: NonceKey, _ path: Path? = nil, at now: Instant? = nil) -> [UInt8] {
    var authenticator = Authenticator()
    let nonce = key.nonce(
      features, along: path ?? self.path, at: now ?? start, using: &authenticator)
    return Array(nonce.text.utf8)
  }

  func standing(
    _ nonce: [UInt8], _ key: NonceKey, _ path: Path? = nil, at now: Instant? = nil
  ) -> NonceStanding {
    var authenticator = Authenticator()
    return key.standing(
      of: nonce.raw, along: path ?? self.path, at: now ?? start, lifetime: 600,
      using: &authenticator)
  }

  @Test func `a nonce is 29 characters that need no quoting, and verifies`() {
    let key = NonceKey(current: old)
    let nonce = issue(key)
    #expect(nonce.count == 29 && Nonce.count == 29)
    let allowed = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/".utf8)
    #expect(allowed.isSuperset(of: nonce))
    #expect(standing(nonce, key) == .fresh)
  }

  @Test func `RFC 8489 §14.10 the attribute carries the same text`() throws {
    var authenticator = Authenticator()
    let nonce = NonceKey(current: old).nonce(
      features, along: path, at: start, using: &authenticator)
    let bytes = encoded {
      nonce.append(to: &$0)
      $0.append(.realm, text: "r")
      $0.endMessage()
    }
    let message = try Message(parsing: bytes.raw)
    #expect(message.first(.nonce)?.copied() == Array(nonce.text.utf8))
    #expect(message.first(.realm)?.copied() == [UInt8(ascii: "r")])
  }

  @Test func `changing any character to any other makes it foreign`() {
    let key = NonceKey(current: old)
    let nonce = issue(key)
    for offset in nonce.indices {
      for byte in UInt8.min...UInt8.max where byte != nonce[offset] {
        #expect(standing(nonce.replacing(offset, with: byte), key) == .foreign)
      }
    }
  }

  @Test func `RFC 8489 §9.2.1 features cannot be taken out of a nonce or put into it`() {
    let key = NonceKey(current: old)
    let nonce = issue(key)
    #expect(nonce.prefix(13) == Array("obMatJos2gAAB".utf8)[...])
    for other in ["AAAA", "wAAD", "gAAA", "AAAB", "gAAD", "____", "wAA="] {
      let bent = Array("obMatJos2".utf8) + Array(other.utf8) + nonce.dropFirst(13)
      #expect(standing(bent, key) == .foreign, "\(other)")
    }
    #expect(standing(Array(nonce.dropFirst(13)), key) == .foreign)
  }

  @Test func `a nonce of any other length is foreign`() {
    let key = NonceKey(current: old)
    let nonce = issue(key)
    for count in 0..<nonce.count {
      #expect(standing(Array(nonce.prefix(count)), key) == .foreign)
    }
    #expect(standing(nonce + [UInt8(ascii: "A")], key) == .foreign)
    #expect(standing(nonce + nonce, key) == .foreign)
    #expect(standing([UInt8](repeating: 0x41, count: 763), key) == .foreign)
  }

  @Test func `RFC 8489 §9.2.4 a nonce is bound to address and port of the client and to ours`() {
    let key = NonceKey(current: old)
    let nonce = issue(key)
    let others = [
      Path.test(client: "192.0.2.1:1001"), .test(client: "192.0.2.2:1000"),
      .test(client: "192.0.2.1:1000", local: "198.51.100.2"),
      .test(client: "[2001:db8::c000:201]:1000"),
    ]
    for other in others {
      #expect(standing(nonce, key, other) == .foreign, "\(other.remote)")
      #expect(issue(key, other) != nonce)
    }
  }

  @Test func `a nonce holds on every loop and in every DTLS session`() {
    let key = NonceKey(current: old)
    let other = Path.test(client: "192.0.2.1:1000", socket: .test(7, loop: 3), session: 9)
    #expect(standing(issue(key), key, other) == .fresh)
  }

  @Test func `no two ports are given the same nonce`() {
    let key = NonceKey(current: old)
    var seen: Set<[UInt8]> = []
    for port in UInt16.min...UInt16.max {
      let path = Path(
        socket: .test(), local: address("198.51.100.1"),
        remote: Endpoint(address: address("192.0.2.1"), port: port))
      seen.insert(issue(key, path))
    }
    #expect(seen.count == 65_536)
  }

  @Test func `a nonce is good for its lifetime and expired from then on`() {
    let key = NonceKey(current: old)
    let nonce = issue(key)
    #expect(standing(nonce, key, at: start.adding(seconds: 599)) == .fresh)
    #expect(standing(nonce, key, at: start.adding(seconds: 600)) == .expired)
    #expect(standing(nonce, key, at: start.adding(seconds: 1_000_000)) == .expired)
  }

  @Test func `a loop whose clock reading is a little behind accepts it, a restarted host does not`()
  {
    let key = NonceKey(current: old)
    let nonce = issue(key, at: start.adding(seconds: 100))
    #expect(standing(nonce, key, at: start.adding(seconds: 99)) == .fresh)
    #expect(standing(nonce, key, at: start.adding(seconds: 98)) == .fresh)
    #expect(standing(nonce, key, at: start.adding(seconds: 97)) == .expired)
    #expect(standing(nonce, key, at: Instant(nanoseconds: 0)) == .expired)
  }

  @Test func `after a rotation nonces of the previous key hold, and after two they are foreign`() {
    let nonce = issue(NonceKey(current: old))
    let rotated = NonceKey(current: new, previous: old)
    #expect(standing(nonce, rotated) == .fresh)
    #expect(standing(nonce, rotated, at: start.adding(seconds: 600)) == .expired)
    #expect(issue(rotated) == issue(NonceKey(current: new)))
    let later = NonceKey(current: [UInt8](repeating: 3, count: 32), previous: new)
    #expect(standing(nonce, later) == .foreign)
  }

  @Test func `the stamp does not tell how long the machine has been up`() {
    let first = issue(NonceKey(current: old), at: Instant(nanoseconds: 0)).dropFirst(13)
    let second = issue(NonceKey(current: new), at: Instant(nanoseconds: 0)).dropFirst(13)
    #expect(first.prefix(5) != Array("AAAAA".utf8)[...])
    #expect(first.prefix(5) != second.prefix(5))
  }
}
