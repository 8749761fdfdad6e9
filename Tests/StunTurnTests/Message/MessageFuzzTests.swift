import SansIO
import SignaldCrypto
import StunTurn
import TestSupport
import Testing

@Suite struct MessageFuzzTests {
  /// Reads everything a message offers: nothing of it may trap, whatever the bytes.
  func readAll(_ bytes: [UInt8]) {
    var authenticator = Authenticator()
    _ = ChannelData(parsing: bytes.raw)?.payload.byteCount
    _ = StreamFrame(of: bytes.raw)
    guard let message = try? Message(parsing: bytes.raw) else { return }
    var iterator = message.attributes
    while let attribute = iterator.next() {
      let type = attribute.type
      _ = try? message.xorAddress(type)
      _ = try? message.address(type)
      _ = try? message.uint32(type)
      _ = try? message.uint64(type)
    }
    _ = try? message.requestedTransport()
    _ = try? message.evenPort()
    _ = try? message.errorCode()
    _ = try? message.addressErrorCode()
    _ = try? message.icmp()
    _ = message.unknownRequired(besides: [], limit: 16)
    let key: [UInt8] = [1, 2, 3]
    _ = message.isIntact(.sha1, key: key.raw, using: &authenticator)
    _ = message.isIntact(.sha256, key: key.raw, using: &authenticator)
  }

  @Test func `no bytes trap the parser`() async {
    var parsed = 0
    await forEachSeed(256) { seed in
      var generator = Seeded(seed: seed)
      for _ in 0..<16 {
        var bytes = (0..<Int.random(in: 0...120, using: &generator)).map { _ in
          UInt8.random(in: 0...255, using: &generator)
        }
        readAll(bytes)
        guard bytes.count >= 20 else { continue }
        bytes.replaceSubrange(4..<8, with: hex("2112a442"))
        bytes[0] &= 0x3F
        bytes[2] = 0
        bytes = Array(bytes.prefix(bytes.count & ~3))
        bytes[3] = UInt8(bytes.count - 20)
        readAll(bytes)
        if parseError(bytes) == nil { parsed += 1 }
      }
    }
    #expect(parsed > 0)
  }

  @Test func `no mutation of the RFC's vectors traps the parser or stays intact`() throws {
    let key = RFC5769Tests.password
    let vectors = [RFC5769Tests.request, RFC5769Tests.responseV4, RFC5769Tests.longTerm]
    var authenticator = Authenticator()
    for vector in vectors {
      for offset in vector.indices {
        for bit in 0..<8 {
          let bent = vector.replacing(offset, with: vector[offset] ^ 1 << bit)
          readAll(bent)
          guard let message = try? Message(parsing: bent.raw) else { continue }
          // What follows integrity is not covered by it: here only FINGERPRINT's own type.
          if offset >= vector.count - 8 && vector != RFC5769Tests.longTerm { continue }
          let isIntact = message.isIntact(.sha1, key: key.raw, using: &authenticator)
          #expect(!isIntact)
        }
        readAll(Array(vector.prefix(offset)))
      }
    }
  }

  @Test func `what is written parses to the same attributes`() async throws {
    await forEachSeed(256) { seed in
      var generator = Seeded(seed: seed)
      let values = (0..<Int.random(in: 0...8, using: &generator)).map { _ in
        (
          // Neither integrity nor FINGERPRINT: those end what can be seen.
          AttributeType(rawValue: UInt16.random(in: 0x0100...0x7FFF, using: &generator)),
          (0..<Int.random(in: 0...40, using: &generator)).map { _ in
            UInt8.random(in: 0...255, using: &generator)
          }
        )
      }
      let bytes = encoded(.send, .indication) {
        for (type, value) in values { $0.append(type, bytes: value.raw) }
        $0.appendFingerprint()
      }
      guard let message = try? Message(parsing: bytes.raw) else {
        Issue.record("seed \(seed): does not parse")
        return
      }
      var iterator = message.attributes
      for (type, value) in values {
        guard let attribute = iterator.next() else {
          Issue.record("seed \(seed): an attribute is missing")
          return
        }
        #expect(attribute.type == type && attribute.value.copied() == value)
      }
      let isLast = iterator.next() == nil
      #expect(isLast)
    }
  }
}
