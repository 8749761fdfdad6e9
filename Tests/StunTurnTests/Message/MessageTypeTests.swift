import StunTurn
import Testing

@Suite struct MessageTypeTests {
  @Test func `RFC 8489 §5 every 14-bit type is taken apart and put together again`() {
    for encoded: UInt16 in 0..<0x4000 {
      #expect(MessageType(encoded: encoded)?.encoded == encoded)
    }
  }

  @Test func `RFC 8489 §5 a type with a leading one is none`() {
    for encoded: UInt16 in [0x4000, 0x8000, 0xC000, 0xFFFF] {
      #expect(MessageType(encoded: encoded) == nil)
    }
  }

  static let wellKnown: [(UInt16, StunTurn.Method, MessageClass)] = [
    (0x0001, .binding, .request), (0x0101, .binding, .success),
    (0x0111, .binding, .failure), (0x0011, .binding, .indication),
    (0x0003, .allocate, .request), (0x0113, .allocate, .failure), (0x0016, .send, .indication),
    (0x0017, .data, .indication), (0x0108, .createPermission, .success),
    (0x0119, .channelBind, .failure),
  ]

  @Test(arguments: wellKnown)
  func `RFC 8489 §5 well-known types`(encoded: UInt16, method: StunTurn.Method, kind: MessageClass)
  {
    #expect(MessageType(encoded: encoded) == MessageType(method, kind))
  }
}
