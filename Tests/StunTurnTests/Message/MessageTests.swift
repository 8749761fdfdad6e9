import SansIO
import SignaldCrypto
import StunTurn
import TestSupport
import Testing

@Suite struct MessageTests {
  let key = Array("0123456789abcdef".utf8)

  @Test func `RFC 8489 §5 the frame must be exact`() {
    let good = encoded()
    #expect(parseError(good) == nil)
    #expect(parseError([]) == .truncated)
    #expect(parseError(Array(good.prefix(19))) == .truncated)
    #expect(parseError(good + [0]) == .truncated)
    #expect(parseError(good + [0, 0, 0, 0]) == .truncated)
    #expect(parseError(good.replacing(3, with: 4)) == .truncated)
    #expect(parseError(good.replacing(3, with: 1)) == .notSTUN)
    #expect(parseError(good.replacing(0, with: 0x40)) == .notSTUN)
    #expect(parseError(good.replacing(0, with: 0x80)) == .notSTUN)
    #expect(parseError(good.replacing(4, with: 0x20)) == .noCookie)
  }

  @Test func `RFC 8489 §5 a length of 65532 cannot wrap`() {
    #expect(parseError(encoded().replacing(2, with: 0xFF).replacing(3, with: 0xFC)) == .truncated)
  }

  @Test func `RFC 8489 §14 an attribute may not reach beyond the end`() {
    let good = encoded {
      $0.append(.software, text: "abc")
      $0.endMessage()
    }
    #expect(parseError(good) == nil)
    #expect(parseError(good.replacing(23, with: 5)) == .attributeOverrun)
    #expect(parseError(good.replacing(22, with: 0xFF).replacing(23, with: 0xFF)) != nil)
  }

  @Test func `RFC 8489 §14 only the first of several attributes counts`() throws {
    let bytes = encoded {
      $0.append(.lifetime, uint32: 1)
      $0.append(.lifetime, uint32: 2)
      $0.endMessage()
    }
    #expect(try Message(parsing: bytes.raw).uint32(.lifetime) == 1)
  }

  @Test func `RFC 8489 §14.5 what follows MESSAGE-INTEGRITY is not seen`() throws {
    var authenticator = Authenticator()
    let bytes = encoded {
      $0.append(.username, text: "u")
      $0.append(.sha1, key: key.raw, using: &authenticator)
      $0.append(.lifetime, uint32: 3600)
      $0.append(.sha256, key: key.raw, using: &authenticator)
      $0.append(.data, uint32: 1)
      $0.appendFingerprint()
    }
    let message = try Message(parsing: bytes.raw)
    #expect(message.has(.username) && !message.has(.lifetime) && !message.has(.data))
    #expect(message.hasIntegrity && message.hasIntegritySHA256 && message.hasFingerprint)
    let isIntact1 = message.isIntact(.sha1, key: key.raw, using: &authenticator)
    #expect(isIntact1)
    let isIntact256 = message.isIntact(.sha256, key: key.raw, using: &authenticator)
    #expect(isIntact256)
  }

  @Test func `RFC 8489 §14.6 MESSAGE-INTEGRITY after the SHA-256 one does not count`() throws {
    var authenticator = Authenticator()
    let bytes = encoded {
      $0.append(.sha256, key: key.raw, using: &authenticator)
      $0.append(.sha1, key: key.raw, using: &authenticator)
    }
    let message = try Message(parsing: bytes.raw)
    #expect(message.hasIntegritySHA256 && !message.hasIntegrity)
  }

  @Test func `RFC 8489 §14.6 only codes of 16 to 32 bytes in steps of four are accepted`() throws {
    var authenticator = Authenticator()
    for count in 0...36 {
      var bytes = encoded {
        $0.append(.username, text: "user")
        $0.endMessage()
      }
      let length = UInt16(bytes.count - 20 + 4 + count)
      authenticator.begin(.sha256, key: key.raw)
      let patched = bytes[0..<2] + [UInt8(length >> 8), UInt8(length & 255)] + bytes[4...]
      authenticator.update(Array(patched).raw)
      let code = (authenticator.finish().array + [0, 0, 0, 0]).prefix(count)
      bytes += hex("001c00") + [UInt8(count)] + code + Array(repeating: 0, count: -count & 3)
      bytes[3] = UInt8(bytes.count - 20)
      let message = try Message(parsing: bytes.raw)
      let isAllowed = (16...32).contains(count) && count % 4 == 0
      let isIntact = message.isIntact(.sha256, key: key.raw, using: &authenticator)
      #expect(isIntact == isAllowed, "\(count) bytes")
    }
  }

  @Test func `RFC 8489 §14.5 a MESSAGE-INTEGRITY shorter than 20 bytes is never intact`() throws {
    let bytes = hex("000100082112a4420102030405060708090a0b0c 0008000400000000")
    var authenticator = Authenticator()
    let message = try Message(parsing: bytes.raw)
    #expect(message.hasIntegrity == true)
    let isIntact = message.isIntact(.sha1, key: key.raw, using: &authenticator)
    #expect(!isIntact)
  }

  @Test func `RFC 8489 §14.7 a FINGERPRINT must be right, four bytes long and last`() {
    let good = encoded {
      $0.append(.software, text: "x")
      $0.appendFingerprint()
    }
    #expect(parseError(good) == nil)
    // Bytes 28 and 29 are the attribute's type: changed, it is some other attribute.
    for offset in 8..<good.count where !(22..<24).contains(offset) && !(28..<30).contains(offset) {
      let bent = good.replacing(offset, with: good[offset] ^ 1)
      #expect(parseError(bent) != nil, "byte \(offset)")
    }
    let followed = encoded {
      $0.appendFingerprint()
      $0.append(.software, text: "x")
      $0.endMessage()
    }
    #expect(parseError(followed) == .badFingerprint)
  }

  @Test func `unknown comprehension-required attributes are listed once and bounded`() throws {
    let bytes = encoded {
      for number: UInt16 in [0x7001, 0x9001, 0x7001, 0x7002, 0x0006, 0x7003] {
        $0.append(AttributeType(rawValue: number))
      }
      $0.endMessage()
    }
    let message = try Message(parsing: bytes.raw)
    let unknown = message.unknownRequired(besides: [.username], limit: 2)
    #expect(unknown.map(\.rawValue) == [0x7001, 0x7002])
  }
}
