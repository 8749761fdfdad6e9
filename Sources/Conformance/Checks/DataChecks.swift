import SansIO
import StunTurn

// Send and Data: RFC 8656 section 11.
extension Check {
  private static func relaying(_ steps: [Step]) -> [Step] {
    [.allocated(.a), .permitted(.a, .peer(.p))] + steps
  }

  private static func both(_ payload: [UInt8]) -> [Step] {
    relaying([
      .say(.a, .send(payload, to: .peer(.p))),
      .hear(.p, .payload(payload, from: .relayed(.a))),
      .tell(.p, to: .relayed(.a), payload),
      .hear(.a, .data(payload, from: .peer(.p))),
    ])
  }

  /// From client to peer.
  static let sending: [Check] = [
    Check(
      .data, "both-ways", "RFC 8656 §11.2, §11.3",
      "Send reaches the peer from the relayed address, and its answer comes as Data", both(hello)),
    Check(
      .data, "empty", "RFC 8656 §11.2, §12.6", "empty datagrams are relayed both ways", both([])),
    Check(
      .data, "lengths", "RFC 8656 §11.2", "payloads of 1, 2 and 3 bytes arrive as they are",
      both([1]) + both([1, 2]).dropFirst(2) + both([1, 2, 3]).dropFirst(2)),
    Check(
      .data, "large", "RFC 8656 §11.2", "1200 bytes arrive as they are",
      both((0..<1_200).map { UInt8(truncatingIfNeeded: $0) })),
    Check(
      .data, "unauthenticated", "RFC 8656 §5", "Send is not authenticated: integrity is ignored",
      relaying([
        .say(
          .a,
          .send(
            hello, to: .peer(.p),
            [.value(.messageIntegrity, [UInt8](repeating: 7, count: 20))])),
        .hear(.p, .payload(hello, from: .relayed(.a))),
      ])),
    Check(
      .data, "peer-missing", "RFC 8656 §11.2", "Send without XOR-PEER-ADDRESS is dropped",
      relaying([.say(.a, .bare(.send, [.data(hello)], as: .indication)), .quiet([.a, .p])])),
    Check(
      .data, "data-missing", "RFC 8656 §11.2", "Send without DATA is dropped",
      relaying([
        .say(.a, .bare(.send, [.peer(.peer(.p))], as: .indication)), .quiet([.a, .p]),
      ])),
    Check(
      .data, "unknown-attribute", "RFC 8489 §6.3.2",
      "Send with an unknown comprehension-required attribute is dropped",
      relaying([.say(.a, .send(hello, to: .peer(.p), [.unknownRequired])), .quiet([.a, .p])])),
    Check(
      .data, "unknown-optional", "RFC 8489 §6.3.2",
      "Send with an unknown comprehension-optional attribute is not",
      relaying([
        .say(.a, .send(hello, to: .peer(.p), [.unknownOptional])),
        .hear(.p, .payload(hello, from: .relayed(.a))),
      ])),
    Check(
      .data, "client-data", "RFC 8656 §17", "a Data indication from a client is dropped",
      relaying([
        .say(.a, .bare(.data, [.peer(.peer(.p)), .data(hello)], as: .indication)),
        .quiet([.a, .p]),
      ])),
    Check(
      .data, "deleted", "RFC 8656 §8.2", "nothing is relayed after the allocation was deleted",
      relaying([
        .ask(.a, .request(.refresh, [.lifetime(0)]), .success()),
        .say(.a, .send(hello, to: .peer(.p))), .tell(.p, to: .relayed(.a), hello),
        .quiet([.a, .p]),
      ])),
  ]

  /// From peer to client.
  static let receiving: [Check] = [
    Check(
      .data, "stun-from-peer", "RFC 8656 §11.3",
      "what a peer sends is data, even where it looks like STUN",
      relaying([
        .tell(.p, to: .relayed(.a), stunLike), .hear(.a, .data(stunLike, from: .peer(.p))),
        .quiet([.p]),
      ])),
    Check(
      .data, "channel-like-from-peer", "RFC 8656 §11.3",
      "what a peer sends is data, even where it looks like ChannelData",
      relaying([
        .tell(.p, to: .relayed(.a), [0x40, 0, 0, 1, 9]),
        .hear(.a, .data([0x40, 0, 0, 1, 9], from: .peer(.p))),
      ])),
    Check(
      .data, "icmp", "RFC 8656 §11.5, §18.13",
      "an ICMP error about relayed data comes as a Data indication", needs: [.datagrams],
      [
        .allocated(.a), .permitted(.a, .peerPort(9)),
        .say(.a, .send(hello, to: .peerPort(9))),
        .hope(.a, .icmp(from: .peerPort(9)), else: "no ICMP error was passed on"),
      ]),
    Check(
      .data, "hairpin", "RFC 8656 §11.2",
      "two allocations of one server can be each other's peers",
      [
        .allocated(.a), .allocated(.b),
        .permitted(.a, .relayed(.b)), .permitted(.b, .relayed(.a)),
        .say(.a, .send(hello, to: .relayed(.b))),
        .hear(.b, .data(hello, from: .relayed(.a))),
      ]),
  ]

  private static let stunLike: [UInt8] =
    [0, 1, 0, 0, 0x21, 0x12, 0xA4, 0x42] + [UInt8](repeating: 7, count: 12)
}
