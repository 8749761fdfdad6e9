import SansIO
import StunTurn

// Refresh: RFC 8656 section 8.2, and what holds without an allocation.
extension Check {
  /// Lifetimes, deletion, and who may.
  static let refreshes: [Check] = [
    Check(
      .refresh, "success", "RFC 8656 §8.2", "an allocation is refreshed for at least ten minutes",
      [
        .allocated(.a),
        .ask(.a, .request(.refresh), .success(.lifetime(600...UInt32.max), .signed)),
      ]),
    Check(
      .refresh, "short", "RFC 8656 §8.2", "a wish for less than the default is granted the default",
      [
        .allocated(.a),
        .ask(.a, .request(.refresh, [.lifetime(5)]), .success(.lifetime(600...UInt32.max))),
      ]),
    Check(
      .refresh, "delete", "RFC 8656 §8.2", "a lifetime of zero deletes, and is answered with zero",
      [
        .allocated(.a),
        .ask(.a, .request(.refresh, [.lifetime(0)]), .success(.lifetime(0...0))),
        .ask(.a, .request(.refresh), .failure(437)),
      ]),
    Check(
      .refresh, "delete-retransmitted", "RFC 8489 §6.3.1, RFC 8656 §8.2",
      "a retransmitted deletion still succeeds", needs: [.datagrams],
      [
        .allocated(.a),
        .ask(.a, .request(.refresh, [.lifetime(0)]), .success(.lifetime(0...0))),
        .again(.a, .success()),
      ]),
    Check(
      .refresh, "allocate-again", "RFC 8656 §8.2",
      "the 5-tuple of a deleted allocation can allocate again",
      [
        .allocated(.a),
        .ask(.a, .request(.refresh, [.lifetime(0)]), .success()),
        .ask(.a, .allocate(), .success(.with(.xorRelayedAddress))),
      ]),
    Check(
      .refresh, "none", "RFC 8656 §5", "Refresh without an allocation is refused with 437",
      [.ask(.a, .request(.refresh), .failure(437, rules: [.signed]))]),
    Check(
      .refresh, "permission-none", "RFC 8656 §5",
      "CreatePermission without an allocation is refused with 437",
      [.ask(.a, .request(.createPermission, [.peer(.peer(.p))]), .failure(437))]),
    Check(
      .refresh, "channel-none", "RFC 8656 §5",
      "ChannelBind without an allocation is refused with 437",
      [
        .ask(
          .a, .request(.channelBind, [.channel(0x4000), .peer(.peer(.p))]), .failure(437))
      ]),
    Check(
      .refresh, "data-none", "RFC 8656 §11.2, §12.6",
      "Send and ChannelData without an allocation get no answer",
      [
        .say(.a, .send([1, 2, 3], to: .peer(.p))), .say(.a, .channelData(0x4000, [1, 2, 3, 4])),
        .quiet([.a, .p]),
      ]),
    Check(
      .refresh, "malformed", "RFC 8656 §8.2, §18.2", "a LIFETIME of two bytes is refused with 400",
      [
        .allocated(.a), .ask(.a, .request(.refresh, [.value(.lifetime, [2, 88])]), .failure(400)),
      ]),
    Check(
      .refresh, "other-user", "RFC 8656 §5", "another user's Refresh is refused with 441",
      needs: [.otherUser],
      [
        .allocated(.a),
        .ask(
          .a,
          .bare(.refresh, [.username(.other), .realm, .nonce, .signed(.sha1(.other))]),
          .failure(441)),
      ]),
    Check(
      .refresh, "family", "RFC 8656 §8.2", "a family that was not allocated is refused with 443",
      [
        .ask(.a, .request(.allocate, [.transport(17)]), .success()),
        .ask(
          .a, .request(.refresh, [.family(2)]),
          .failure(443).skipping(420, "the server does not know address families")),
      ]),
  ]
}
