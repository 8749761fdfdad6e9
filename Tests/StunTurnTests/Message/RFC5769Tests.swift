import SansIO
import SignaldCrypto
import StunTurn
import TestSupport
import Testing

@Suite struct RFC5769Tests {
  static let request = hex(
    """
    000100582112a442b7e7a701bc34d686fa87dfae
    802200105354554e207465737420636c69656e74
    002400046e0001ff 80290008932ff9b151263b36
    0006000965 76746a3a683676592020 20
    000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2
    80280004e57a3bcf
    """)
  static let responseV4 = hex(
    """
    0101003c2112a442b7e7a701bc34d686fa87dfae
    8022000b7465737420766563746f7220
    002000080001a147e112a643
    000800142b91f599fd9e90c38c7489f92af9ba53f06be7d7
    80280004c07d4c96
    """)
  static let responseV6 = hex(
    """
    010100482112a442b7e7a701bc34d686fa87dfae
    8022000b7465737420766563746f7220
    002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9
    00080014a382954e4be67bf11784c97c8292c275bfe3ed41
    80280004c8fb0b4c
    """)
  static let longTerm = hex(
    """
    000100602112a44278ad3433c6ad72c029da412e
    00060012e3839ee38388e383aae38383e382afe382b90000
    0015001c662f2f3439396b39353464364f4c33346f4c39465354767936347341
    0014000b6578616d706c652e6f726700
    00080014f67024656dd64a3e02b8e0712e85c9a28ca89666
    """)
  static let password = Array("VOkJxbRl1RmTxUk/WvJxBt".utf8)

  func isIntact(_ bytes: [UInt8], key: [UInt8], _ integrity: Integrity = .sha1) throws -> Bool {
    var authenticator = Authenticator()
    let message = try Message(parsing: bytes.raw)
    return message.isIntact(integrity, key: key.raw, using: &authenticator)
  }

  @Test func `RFC 5769 §2.1 the sample request parses, is intact and has a fingerprint`() throws {
    let message = try Message(parsing: Self.request.raw)
    #expect(message.method == .binding && message.kind == .request)
    #expect(message.id == TransactionID(high: 0xB7E7_A701_BC34_D686, low: 0xFA87_DFAE))
    #expect(message.hasFingerprint == true)
    #expect(message.first(.username)?.copied() == Array("evtj:h6vY".utf8))
    #expect(try message.uint32(.priority) == 0x6E00_01FF)
    #expect(try message.uint64(.iceControlled) == 0x932F_F9B1_5126_3B36)
    #expect(try isIntact(Self.request, key: Self.password))
    #expect(try !isIntact(Self.request, key: Self.password + [0x20]))
  }

  @Test func `RFC 5769 §2.2 the IPv4 response shows the mapped address`() throws {
    let message = try Message(parsing: Self.responseV4.raw)
    #expect(message.kind == .success && message.hasFingerprint)
    #expect(try message.xorAddress(.xorMappedAddress) == Endpoint("192.0.2.1:32853"))
    #expect(try isIntact(Self.responseV4, key: Self.password))
  }

  @Test func `RFC 5769 §2.3 the IPv6 response shows the mapped address`() throws {
    let message = try Message(parsing: Self.responseV6.raw)
    let expected = Endpoint("[2001:db8:1234:5678:11:2233:4455:6677]:32853")
    #expect(try message.xorAddress(.xorMappedAddress) == expected)
    #expect(try isIntact(Self.responseV6, key: Self.password))
  }

  @Test func `RFC 5769 §2.4 the long-term request is intact by the derived key`() throws {
    let message = try Message(parsing: Self.longTerm.raw)
    let user = "\u{30DE}\u{30C8}\u{30EA}\u{30C3}\u{30AF}\u{30B9}"
    #expect(message.first(.username)?.copied() == Array(user.utf8))
    #expect(message.first(.nonce)?.copied() == Array("f//499k954d6OL34oL9FSTvy64sA".utf8))
    let key = LongTermKey.derive(user: user, realm: "example.org", password: "TheMatrIX")
    #expect(try isIntact(Self.longTerm, key: key.array))
  }

  @Test func `RFC 8489 §14 padding of any value counts for integrity and fingerprint`() throws {
    // The padding of USERNAME in section 2.1 is three spaces.
    let padding = Self.request.count - 8 - 24 - 3
    #expect(Self.request[padding] == 0x20)
    #expect(parseError(Self.request.replacing(padding, with: 0)) == .badFingerprint)
  }

  @Test func `RFC 8489 B.1 the corrected vector is intact by SHA-256 and names its user`() throws {
    let user = "\u{30DE}\u{30C8}\u{30EA}\u{30C3}\u{30AF}\u{30B9}"
    let hash = Digest.of(.sha256, "\(user):example.org")
    #expect(hash.description.hasPrefix("4a3cf38f") && hash.description.hasSuffix("407f1704"))
    let code = "b5c7bf005b6c52a21c51c5e892f81924136296cb927c43149309278cc6518e65"
    let bytes =
      hex("000100902112a44278ad3433c6ad72c029da412e 001e0020") + hash.array
      + hex("00150029") + Array("obMatJos2AAACf//499k954d6OL34oL9FSTvy64sA".utf8) + [0, 0, 0]
      + hex("0014000b") + Array("example.org".utf8) + [0]
      + hex("001d000400020000 001c0020") + hex(code)
    #expect(bytes.count == 164)
    let key = LongTermKey.derive(
      user: user, realm: "example.org", password: "TheMatrIX", by: .sha256)
    #expect(try isIntact(bytes, key: key.array, .sha256))
    #expect(try !isIntact(bytes, key: key.array, .sha1))
    #expect(try !isIntact(bytes.replacing(30, with: 0), key: key.array, .sha256))
  }
}
