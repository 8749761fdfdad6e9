import SansIO
import StunTurn

// Channels: RFC 8656 section 12.
extension Check {
  private static func bound(_ steps: [Step]) -> [Step] {
    [.allocated(.a), .bound(.a, 0x4001, .peer(.p))] + steps
  }

  private static func both(_ payload: [UInt8]) -> [Step] {
    [
      .say(.a, .channelData(0x4001, payload)),
      .hear(.p, .payload(payload, from: .relayed(.a))),
      .tell(.p, to: .relayed(.a), payload), .hear(.a, .channelData(0x4001, payload)),
    ]
  }

  /// Binding.
  static let channelBinding: [Check] = [
    Check(
      .channels, "bind", "RFC 8656 §12.2", "a channel is bound, and bound again to the same peer",
      bound([
        .ask(
          .a, .request(.channelBind, [.channel(0x4001), .peer(.peer(.p))]), .success(.signed))
      ])),
    Check(
      .channels, "highest", "RFC 8656 §12", "the channel 0x4FFF can be bound",
      [.allocated(.a), .bound(.a, 0x4FFF, .peer(.p))]),
    Check(
      .channels, "reserved-bytes", "RFC 8656 §18.1",
      "the reserved bytes of CHANNEL-NUMBER are "
        + "ignored",
      [
        .allocated(.a),
        .ask(
          .a,
          .request(
            .channelBind, [.value(.channelNumber, [0x40, 2, 0xFF, 0xFF]), .peer(.peer(.p))]),
          .success().unlessForbidden),
      ]),
    Check(
      .channels, "permission", "RFC 8656 §12.2", "binding a channel also makes the permission",
      bound([
        .tell(.q, to: .relayed(.a), hello), .hear(.a, .data(hello, from: .peer(.q))),
        .say(.a, .send(hello, to: .peer(.q))),
        .hear(.q, .payload(hello, from: .relayed(.a))),
      ])),
    Check(
      .channels, "two", "RFC 8656 §12", "two channels go to two ports of one address",
      bound([
        .bound(.a, 0x4002, .peer(.q)),
        .say(.a, .channelData(0x4002, hello)),
        .hear(.q, .payload(hello, from: .relayed(.a))),
        .tell(.p, to: .relayed(.a), [5]), .hear(.a, .channelData(0x4001, [5])),
      ])),
  ]

  private static func refusing(
    _ word: String, _ title: String, _ codes: Expectation, _ parts: [Part]
  ) -> Check {
    Check(
      .channels, word, "RFC 8656 §12.2", title,
      [.allocated(.a), .ask(.a, .request(.channelBind, parts), codes)])
  }

  /// What cannot be bound.
  static let channelRefusals: [Check] = [
    refusing(
      "number-missing", "a request without CHANNEL-NUMBER is refused with 400", .failure(400),
      [.peer(.peer(.p))]),
    refusing(
      "peer-missing", "a request without XOR-PEER-ADDRESS is refused with 400", .failure(400),
      [.channel(0x4000)]),
    refusing(
      "number-low", "the number 0x3FFF is refused with 400", .failure(400),
      [.channel(0x3FFF), .peer(.peer(.p))]),
    refusing(
      "number-high", "the number 0x5000 is refused with 400", .failure(400),
      [.channel(0x5000), .peer(.peer(.p))]),
    refusing(
      "number-highest", "the number 0xFFFF is refused with 400", .failure(400),
      [.channel(0xFFFF), .peer(.peer(.p))]),
    refusing(
      "other-family", "a peer of the other family is refused with 443", .failure(443),
      [.channel(0x4000), .peer(.otherFamily)]),
    Check(
      .channels, "number-taken", "RFC 8656 §12.2",
      "a number that is bound to another peer is refused with 400",
      bound([
        .ask(
          .a, .request(.channelBind, [.channel(0x4001), .peer(.peer(.q))]), .failure(400))
      ])),
    Check(
      .channels, "peer-taken", "RFC 8656 §12.2",
      "a peer that is bound to another number is refused with 400",
      bound([
        .ask(
          .a, .request(.channelBind, [.channel(0x4002), .peer(.peer(.p))]), .failure(400))
      ])),
  ]

  /// ChannelData.
  static let channelData: [Check] = [
    Check(
      .channels, "data", "RFC 8656 §12.5, §12.6",
      "ChannelData goes both ways, and Data is not used for a bound peer", bound(both(hello))),
    Check(
      .channels, "data-empty", "RFC 8656 §12.6", "empty ChannelData is relayed both ways",
      bound(both([]))),
    Check(
      .channels, "data-lengths", "RFC 8656 §12.5",
      "payloads of 1, 2, 3 and 4 bytes arrive as they are",
      bound(both([1]) + both([1, 2]) + both([1, 2, 3]) + both([1, 2, 3, 4]))),
    Check(
      .channels, "data-large", "RFC 8656 §12.6", "1200 bytes arrive as they are",
      bound(both((0..<1_200).map { UInt8(truncatingIfNeeded: $0) }))),
    Check(
      .channels, "data-padded", "RFC 8656 §12.5", "padding of a datagram is not relayed",
      needs: [.datagrams],
      bound([
        .say(.a, .channelData(0x4001, [1, 2, 3, 4, 5], padding: [9, 9, 9])),
        .hear(.p, .payload([1, 2, 3, 4, 5], from: .relayed(.a))),
      ])),
    Check(
      .channels, "data-short", "RFC 8656 §12.6",
      "ChannelData shorter than its length is dropped", needs: [.datagrams],
      bound([.say(.a, .channelData(0x4001, [1, 2, 3], declared: 8)), .quiet([.a, .p])])),
    Check(
      .channels, "data-unbound", "RFC 8656 §12.6",
      "ChannelData on a number that is not bound is dropped",
      bound([.say(.a, .channelData(0x4002, hello)), .quiet([.a, .p])])),
    Check(
      .channels, "data-reserved", "RFC 8656 §12, RFC 7983 §7",
      "ChannelData on the number 0x5001 is dropped", needs: [.datagrams],
      bound([.say(.a, .channelData(0x5001, hello)), .quiet([.a, .p])])),
    Check(
      .channels, "data-foreign", "RFC 8656 §12.6",
      "a channel holds for the 5-tuple that bound it only",
      bound([
        .allocated(.b), .say(.b, .channelData(0x4001, hello)), .quiet([.b, .p]),
      ])),
    Check(
      .channels, "data-after-send", "RFC 8656 §12",
      "Send to a bound peer still works beside the channel",
      bound([
        .say(.a, .send(hello, to: .peer(.p))),
        .hear(.p, .payload(hello, from: .relayed(.a))),
      ])),
  ]
}
