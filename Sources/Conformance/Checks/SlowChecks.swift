import SansIO
import StunTurn

// What takes minutes.
extension Check {
  /// Lifetimes of permissions, channels and reservations.
  static let slow: [Check] = [
    Check(
      .permissions, "expiry", "RFC 8656 §9",
      "a permission lasts 300 seconds, however much data passes", needs: [.patience],
      [
        .allocated(.a), .permitted(.a, .peer(.p)),
        .pause(280), .tell(.p, to: .relayed(.a), hello), .hear(.a, .data(hello, from: .peer(.p))),
        .say(.a, .send(hello, to: .peer(.p))), .hear(.p, .payload(hello, from: .relayed(.a))),
        .pause(30), .tell(.p, to: .relayed(.a), hello), .say(.a, .send(hello, to: .peer(.p))),
        .quiet([.a, .p]),
      ]),
    Check(
      .channels, "permission-expiry", "RFC 8656 §12.1",
      "a channel outlives its permission, and carries nothing without it", needs: [.patience],
      [
        .allocated(.a), .bound(.a, 0x4001, .peer(.p)), .pause(310),
        .say(.a, .channelData(0x4001, hello)), .tell(.p, to: .relayed(.a), hello),
        .quiet([.a, .p]),
        .permitted(.a, .peer(.p)), .say(.a, .channelData(0x4001, hello)),
        .hear(.p, .payload(hello, from: .relayed(.a))),
      ]),
    Check(
      .channels, "expiry", "RFC 8656 §12",
      "a channel that is not refreshed is free after 600 seconds", needs: [.patience],
      [
        .ask(.a, .allocate([.lifetime(1_800)]), .success()),
        .bound(.a, 0x4001, .peer(.p)),
        .pause(500), .ask(.a, .request(.refresh, [.lifetime(1_800)]), .success()), .pause(110),
        .ask(
          .a, .request(.channelBind, [.channel(0x4001), .peer(.peer(.q))]), .success()),
      ]),
    Check(
      .allocate, "reservation-held", "RFC 8656 §7.2", "a reserved port is held for 30 seconds",
      needs: [.patience],
      [
        .ask(
          .a, .allocate([.evenPort(reserving: true)]),
          .success(.with(.reservationToken))
            .skipping(420, "the server does not know EVEN-PORT")),
        .pause(27),
        .ask(
          .b, .request(.allocate, [.transport(17), .copied(.reservationToken, from: .a)]),
          .success()),
      ]),
    Check(
      .allocate, "expiry", "RFC 8656 §7.2", "an allocation that is not refreshed ends",
      needs: [.patience],
      [
        .allocated(.a),
        .require("the lifetime is longer than we wait") { scene in
          (scene[.a].answers.last?.uint32(.lifetime) ?? .max) <= 600
        },
        .pause(620), .ask(.a, .request(.refresh), .failure(437)),
      ]),
  ]
}
