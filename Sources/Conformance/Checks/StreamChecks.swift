import SansIO
import StunTurn

// Framing over TCP and TLS: RFC 8489 section 6.2.2, RFC 8656 section 12.5.
extension Check {
  private static let binding = Draft.bare(.binding)

  /// Messages that come together, in pieces, or not at all.
  static let streams: [Check] = [
    Check(
      .streams, "pieces", "RFC 8489 §6.2.2", "a request that comes in two pieces is answered",
      needs: [.stream],
      [.ask(.a, binding.split, .success()), .ask(.a, .allocate().split, .success())]
    ),
    Check(
      .streams, "together", "RFC 8489 §6.2.2", "two requests that come together are both answered",
      needs: [.stream],
      [
        .ask(
          .a,
          binding.spoilt { bytes in
            // The same once more under another id.
            var second = bytes
            second[19] ^= 0x80
            bytes += second
          }, .success()),
        .hear(.a, .response(.binding)),
      ]),
    Check(
      .streams, "not-stun", "RFC 8489 §6.2.2, RFC 7983 §7",
      "what can be no message is not answered", needs: [.stream],
      [.say(.a, binding.spoilt { $0[0] = 0xC0 }), .quiet([.a])]),
    Check(
      .streams, "channel-padding", "RFC 8656 §12.5",
      "ChannelData of five bytes is padded to eight both ways", needs: [.stream],
      [
        .allocated(.a), .bound(.a, 0x4001, .peer(.p)),
        .say(.a, .channelData(0x4001, [1, 2, 3, 4, 5], padding: [0xFF, 0xFF, 0xFF])),
        .say(.a, .channelData(0x4001, [6])),
        .hear(.p, .payload([1, 2, 3, 4, 5], from: .relayed(.a))),
        .hear(.p, .payload([6], from: .relayed(.a))),
        .tell(.p, to: .relayed(.a), [1, 2, 3, 4, 5]),
        .hear(.a, .channelData(0x4001, [1, 2, 3, 4, 5])),
      ]),
    Check(
      .streams, "channel-pieces", "RFC 8656 §12.5", "ChannelData that comes in pieces is relayed",
      needs: [.stream],
      [
        .allocated(.a), .bound(.a, 0x4001, .peer(.p)),
        .say(.a, .channelData(0x4001, [1, 2, 3, 4], declared: 8, padding: [])),
        .pause(1), .say(.a, .bytes([5, 6, 7, 8])),
        .hear(.p, .payload([1, 2, 3, 4, 5, 6, 7, 8], from: .relayed(.a))),
      ]),
  ]
}

extension Hearing {
  /// A success response to a request that was sent along with another.
  static func response(_ method: Method) -> Hearing {
    Hearing(text: "a second \(method.name) success response") { arrival, _ in
      guard case .message(let packet) = arrival, packet.fault == nil else { return false }
      return packet.type == MessageType(method, .success)
    }
  }
}
