import SansIO
import StunTurn

// What attackers try.
extension Check {
  private static func denying(
    _ word: String, _ title: String, needs: [Need] = [],
    by reference: String = "RFC 8656 §10.2, §21.2.2", _ part: Part
  ) -> [Check] {
    [
      Check(
        .security, "peer-\(word)", reference,
        "a permission for \(title) is refused", needs: needs,
        [
          .allocated(.a), .ask(.a, .request(.createPermission, [part]), .failure(403, 400, 443)),
        ]),
      Check(
        .security, "channel-\(word)", reference,
        "a channel to \(title) is refused", needs: needs,
        [
          .allocated(.a),
          .ask(.a, .request(.channelBind, [.channel(0x4000), part]), .failure(403, 400, 443)),
        ]),
    ]
  }

  private static func v4(_ bits: UInt32) -> Part {
    .peer(.fixed(Endpoint(address: .v4(bits), port: 7_000)))
  }

  /// Peers nobody may be relayed to.
  static let peersDenied: [Check] =
    denying("unspecified", "0.0.0.0", needs: [.peerV4], v4(0))
    + denying("loopback", "127.0.0.1", needs: [.peerV4, .distantPeer], v4(0x7F00_0001))
    + denying("multicast", "224.0.0.1", needs: [.peerV4], v4(0xE000_0001))
    + denying("broadcast", "255.255.255.255", needs: [.peerV4], v4(.max))
    + denying("unspecified-v6", "::", .mappedPeer(high: 0, low: 0))
    + denying(
      "loopback-v6", "::1", needs: [.distantPeer], .mappedPeer(high: 0, low: 1))
    + denying(
      "mapped-loopback", "::ffff:127.0.0.1", needs: [.distantPeer],
      .mappedPeer(high: 0, low: 0xFFFF_7F00_0001))
    + denying(
      "mapped-unspecified", "::ffff:0.0.0.0", .mappedPeer(high: 0, low: 0xFFFF_0000_0000))
    + denying(
      "teredo", "an address of Teredo", by: "RFC 6156 §9.1, RFC 8656 §21.4",
      .mappedPeer(high: 0x2001_0000_0102_0304, low: 7))
    + denying(
      "6to4", "an address of 6to4", by: "RFC 6156 §9.1, RFC 8656 §21.4",
      .mappedPeer(high: 0x2002_0808_0808_0000, low: 7))

  /// What is hidden behind integrity, or behind lengths.
  static let smuggling: [Check] = [
    Check(
      .security, "after-integrity-lifetime", "RFC 8489 §14.5",
      "LIFETIME behind MESSAGE-INTEGRITY is ignored",
      [
        .allocated(.a),
        .ask(
          .a, .bare(.refresh, Part.credentials + [.lifetime(0)]),
          .success(.lifetime(600...UInt32.max))),
        .ask(.a, .request(.refresh), .success()),
      ]),
    Check(
      .security, "after-integrity-peer", "RFC 8489 §14.5",
      "XOR-PEER-ADDRESS behind MESSAGE-INTEGRITY is ignored",
      [
        .allocated(.a),
        .ask(
          .a, .bare(.createPermission, Part.credentials + [.peer(.peer(.p))]), .failure(400)),
        .tell(.p, to: .relayed(.a), hello), .quiet([.a]),
      ]),
    Check(
      .security, "after-integrity-unknown", "RFC 8489 §14.5",
      "an unknown attribute behind MESSAGE-INTEGRITY is ignored",
      [
        .ask(
          .a, .bare(.allocate, [.transport(17)] + Part.credentials + [.unknownRequired]),
          .success())
      ]),
    Check(
      .security, "length-wrap", "RFC 8656 §12.5",
      "a ChannelData length of 0xFFFD does not wrap: what follows is not taken for a message",
      needs: [.stream],
      [
        .allocated(.a), .bound(.a, 0x4001, .peer(.p)),
        .say(.a, .channelData(0x4001, hidden, declared: 0xFFFD, padding: [])), .quiet([.a, .p]),
      ]),
    Check(
      .security, "length-wrap-message", "RFC 8489 §6.2.2",
      "a message length of 0xFFFC does not wrap: what follows is not taken for a message",
      needs: [.stream],
      [
        .say(
          .a,
          Draft.bare(.binding).spoilt { bytes in
            (bytes[2], bytes[3]) = (0xFF, 0xFC)
            bytes += hidden
          }), .quiet([.a]),
      ]),
    Check(
      .security, "padding-leak", "RFC 8489 §14, RFC 8656 §11.3",
      "padding never holds what another client sent",
      [
        .allocated(.b),
        .ask(
          .b, .request(.refresh, [.value(.software, secret)]), .success()),
        .allocated(.a), .permitted(.a, .peer(.p)),
        .ask(.a, .bare(.refresh, [.unknownOptional]), .failure(401, rules: [.zeroPadding])),
        .ask(
          .a, .request(.allocate, [.unknownRequired]), .failure(420, 437, rules: [.zeroPadding])),
        .tell(.p, to: .relayed(.a), [1]), .hear(.a, .dataPadded),
      ]),
    Check(
      .security, "channel-padding-leak", "RFC 8656 §12.5",
      "padding of ChannelData never holds what somebody else sent", needs: [.stream],
      [
        .allocated(.a), .bound(.a, 0x4001, .peer(.p)),
        .tell(.p, to: .relayed(.a), secret), .hear(.a, .channelData(0x4001, secret)),
        .tell(.p, to: .relayed(.a), [1]), .hear(.a, .channelDataPadded),
      ]),
  ]

  private static let secret = [UInt8](repeating: 0x53, count: 701)

  /// A Binding request as the payload of something else.
  private static let hidden: [UInt8] =
    [0, 1, 0, 0, 0x21, 0x12, 0xA4, 0x42] + [UInt8](repeating: 9, count: 12)

  private static func factor(_ scene: Scene) -> String? {
    guard let answer = scene[.a].answers.last, let count = scene[.a].counts.last else {
      return nil
    }
    let tenths = (answer.bytes.count * 10 + count / 2) / count
    return "\(count) bytes in, \(answer.bytes.count) out: \(tenths / 10).\(tenths % 10) times"
  }

  /// What a forged sender can make the server send to somebody else.
  static let measures: [Check] = [
    Check(
      .security, "amplification-binding", "RFC 8489 §16",
      "how much larger a Binding response is than the request", needs: [.datagrams],
      [.ask(.a, .bare(.binding), .success()), .note { factor($0) }]),
    Check(
      .security, "amplification-challenge", "RFC 8656 §21",
      "how much larger a challenge is than the request", needs: [.datagrams],
      [.ask(.a, .bare(.allocate), .failure(401)), .note { factor($0) }]),
  ]
}

extension Hearing {
  /// ChannelData of one byte whose padding is zero.
  static let channelDataPadded = Hearing(text: "ChannelData with padding of zero bytes") {
    arrival, _ in
    arrival == .channelData(0x4001, [1], padding: [0, 0, 0])
  }

  /// A Data indication of one byte whose padding is zero.
  static let dataPadded = Hearing(text: "a Data indication with padding of zero bytes") {
    arrival, _ in
    guard case .message(let packet) = arrival, packet.first(.data) == [1] else { return false }
    return packet.fields.allSatisfy { $0.padding.allSatisfy { $0 == 0 } }
  }
}
