import SansIO
import StunTurn

// Allocate: RFC 8656 section 7.2.
extension Check {
  private static let noFamily = "the server does not know or offer address families here"

  /// What is granted.
  static let allocations: [Check] = [
    Check(
      .allocate, "success", "RFC 8656 §7.2",
      "an allocation comes with its relayed address, lifetime and the client's address",
      [
        .ask(
          .a, .allocate(), .success(.with(.xorRelayedAddress, .lifetime, .xorMappedAddress)))
      ]),
    Check(
      .allocate, "relayed-port", "RFC 8656 §7.2",
      "relayed ports are of the dynamic range, never of the first 1024",
      [
        .ask(
          .a, .allocate(),
          .success(.relayed("a relayed port of 1024 or above") { $0.port >= 1_024 })),
        .note { scene in
          scene[.a].relayed.flatMap { $0.port < 49_152 ? "port \($0.port) is below 49152" : nil }
        },
      ]),
    Check(
      .allocate, "relayed-ports-random", "RFC 8656 §7.2",
      "relayed ports cannot be guessed from the ones before",
      [
        .allocated(.a), .allocated(.b), .allocated(.c), .allocated(.d),
        .verify("four ports without a pattern") { scene in
          let ports = [Line.a, .b, .c, .d].compactMap { scene[$0].relayed.map { Int($0.port) } }
          let steps = zip(ports.dropFirst(), ports).map { $0 - $1 }
          return Set(steps).count == 1 && abs(steps.first ?? 0) <= 4 ? "\(ports)" : nil
        },
      ]),
    Check(
      .allocate, "lifetime-default", "RFC 8656 §7.2", "the lifetime is at least ten minutes",
      [.ask(.a, .allocate(), .success(.lifetime(600...UInt32.max)))]),
    Check(
      .allocate, "lifetime-short", "RFC 8656 §7.2", "a wish for less is granted the default",
      [.ask(.a, .allocate([.lifetime(1)]), .success(.lifetime(600...UInt32.max)))]),
    Check(
      .allocate, "lifetime-endless", "RFC 8656 §7.2",
      "a wish for 136 years is granted the server's maximum",
      [
        .ask(
          .a, .allocate([.lifetime(.max)]), .success(.lifetime(600...86_400)))
      ]),
    Check(
      .allocate, "retransmission", "RFC 8489 §6.3.1, RFC 8656 §7.2",
      "a retransmitted request gets the same success",
      needs: [.datagrams],
      [
        .allocated(.a),
        .again(.a, .success(.with(.xorRelayedAddress))),
        .verify("the same XOR-RELAYED-ADDRESS twice") { scene in
          let relayed = scene[.a].answers.suffix(2).map {
            $0.addresses(.xorRelayedAddress).first
          }
          return relayed.first == relayed.last ? nil : "\(relayed)"
        },
      ]),
    Check(
      .allocate, "reserved-bytes", "RFC 8656 §18.8",
      "the reserved bytes of REQUESTED-TRANSPORT are ignored",
      [
        .ask(
          .a, .request(.allocate, [.value(.requestedTransport, [17, 1, 2, 3]), .peerFamily]),
          .success())
      ]),
    Check(
      .allocate, "dont-fragment", "RFC 8656 §7.2",
      "DONT-FRAGMENT is granted, or refused with 420 that names it",
      [
        .ask(
          .a, .allocate([.value(.dontFragment, [])]),
          .failure(420, rules: []).orSuccess)
      ]),
  ]

  private static func refusing(
    _ word: String, _ reference: String, _ title: String, _ codes: Expectation, _ parts: [Part]
  ) -> Check {
    Check(.allocate, word, reference, title, [.ask(.a, .request(.allocate, parts), codes)])
  }

  /// What is not.
  static let allocationRefusals: [Check] = [
    Check(
      .allocate, "twice", "RFC 8656 §7.2",
      "a second Allocate on the same 5-tuple is refused "
        + "with 437",
      [.allocated(.a), .ask(.a, .allocate(), .failure(437))]),
    refusing(
      "transport-missing", "RFC 8656 §7.2",
      "a request without REQUESTED-TRANSPORT is refused "
        + "with 400", .failure(400), []),
    refusing(
      "transport-malformed", "RFC 8656 §7.2",
      "a REQUESTED-TRANSPORT of three bytes is refused with 400", .failure(400),
      [.value(.requestedTransport, [17, 0, 0])]),
    refusing(
      "transport-unknown", "RFC 8656 §7.2", "an unknown transport is refused with 442",
      .failure(442), [.transport(99)]),
    refusing(
      "lifetime-malformed", "RFC 8656 §18.2", "a LIFETIME of three bytes is refused with 400",
      .failure(400), [.transport(17), .value(.lifetime, [0, 2, 88])]),
    refusing(
      "token-with-even-port", "RFC 8656 §7.2",
      "RESERVATION-TOKEN with EVEN-PORT is refused "
        + "with 400", .failure(400),
      [.transport(17), .value(.reservationToken, token), .evenPort(reserving: false)]),
    refusing(
      "token-with-family", "RFC 8656 §7.2",
      "RESERVATION-TOKEN with REQUESTED-ADDRESS-FAMILY is refused with 400", .failure(400),
      [.transport(17), .value(.reservationToken, token), .family(1)]),
    refusing(
      "token-with-additional", "RFC 8656 §7.2",
      "RESERVATION-TOKEN with ADDITIONAL-ADDRESS-FAMILY is refused with 400", .failure(400),
      [.transport(17), .value(.reservationToken, token), .additionalFamily(2)]),
    refusing(
      "token-unknown", "RFC 8656 §7.2", "an unknown RESERVATION-TOKEN is refused with 508",
      .failure(508), [.transport(17), .value(.reservationToken, token)]),
    refusing(
      "token-malformed", "RFC 8656 §7.2, §18.10",
      "a RESERVATION-TOKEN of four bytes is refused with 400", .failure(400),
      [.transport(17), .value(.reservationToken, [1, 2, 3, 4])]),
  ]

  private static let token: [UInt8] = [0xDE, 0xAD, 0xBE, 0xEF, 0x01, 0x02, 0x03, 0x04]

  /// EVEN-PORT and RESERVATION-TOKEN.
  static let ports: [Check] = [
    Check(
      .allocate, "even-port", "RFC 8656 §7.2", "EVEN-PORT is granted an even port",
      [
        .ask(
          .a, .allocate([.evenPort(reserving: false)]),
          .success(
            .relayed("an even relayed port") { $0.port % 2 == 0 }, .without(.reservationToken)
          )
          .skipping(420, "the server does not know EVEN-PORT"))
      ]),
    Check(
      .allocate, "reservation", "RFC 8656 §7.2",
      "EVEN-PORT with the R bit reserves the next port, which its token buys",
      [
        .ask(
          .a, .allocate([.evenPort(reserving: true)]),
          .success(.relayed("an even relayed port") { $0.port % 2 == 0 }, .with(.reservationToken))
            .skipping(420, "the server does not know EVEN-PORT")),
        .ask(
          .b, .request(.allocate, [.transport(17), .copied(.reservationToken, from: .a)]),
          .success(.with(.xorRelayedAddress))),
        .verify("the port above the first one's") { scene in
          guard let first = scene[.a].relayed, let second = scene[.b].relayed else {
            return "no relayed address"
          }
          return second.port == first.port + 1 ? nil : "\(second) beside \(first)"
        },
      ]),
    Check(
      .allocate, "reservation-once", "RFC 8656 §7.2", "a token is good once",
      [
        .ask(
          .a, .allocate([.evenPort(reserving: true)]),
          .success(.with(.reservationToken))
            .skipping(420, "the server does not know EVEN-PORT")),
        .ask(
          .b, .request(.allocate, [.transport(17), .copied(.reservationToken, from: .a)]),
          .success()),
        .ask(
          .c, .request(.allocate, [.transport(17), .copied(.reservationToken, from: .a)]),
          .failure(508)),
      ]),
  ]

  /// REQUESTED- and ADDITIONAL-ADDRESS-FAMILY.
  static let families: [Check] = [
    Check(
      .allocate, "family-default", "RFC 8656 §7.2",
      "a request that names no family is granted IPv4, whatever the client's own is",
      [
        .ask(
          .a, .request(.allocate, [.transport(17)]),
          .success(.relayed("a relayed address of IPv4") { $0.address.family == .v4 })
            .skipping(440, "the server relays no IPv4"))
      ]),
    Check(
      .allocate, "family-v4", "RFC 8656 §7.2", "a wish for IPv4 is granted",
      [
        .ask(
          .a, .request(.allocate, [.transport(17), .family(1)]),
          .success(.relayed("a relayed address of IPv4") { $0.address.family == .v4 })
            .skipping(440, "the server relays no IPv4").skipping(420, noFamily))
      ]),
    Check(
      .allocate, "family-v6", "RFC 8656 §7.2", "a wish for IPv6 is granted, or refused with 440",
      [
        .ask(
          .a, .request(.allocate, [.transport(17), .family(2)]),
          .success(.relayed("a relayed address of IPv6") { $0.address.family == .v6 })
            .skipping(440, "the server relays no IPv6").skipping(420, noFamily))
      ]),
    refusing(
      "family-unknown", "RFC 8656 §7.2", "an unknown family is refused with 440",
      .failure(440), [.transport(17), .family(7)]),
    refusing(
      "family-twice", "RFC 8656 §7.2",
      "REQUESTED- with ADDITIONAL-ADDRESS-FAMILY is refused with 400", .failure(400),
      [.transport(17), .family(1), .additionalFamily(2)]),
    refusing(
      "additional-v4", "RFC 8656 §7.2",
      "ADDITIONAL-ADDRESS-FAMILY of IPv4 is refused with 400", .failure(400),
      [.transport(17), .additionalFamily(1)]),
    refusing(
      "additional-reserving", "RFC 8656 §7.2",
      "ADDITIONAL-ADDRESS-FAMILY with a reserving EVEN-PORT is refused with 400", .failure(400),
      [.transport(17), .evenPort(reserving: true), .additionalFamily(2)]),
    Check(
      .allocate, "additional", "RFC 8656 §7.2, §18.12",
      "ADDITIONAL-ADDRESS-FAMILY is granted two addresses, or one and ADDRESS-ERROR-CODE",
      [
        .ask(
          .a, .request(.allocate, [.transport(17), .additionalFamily(2)]), .success()),
        .require("the server ignores ADDITIONAL-ADDRESS-FAMILY") { scene in
          guard let answer = scene[.a].answers.last else { return false }
          return answer.addresses(.xorRelayedAddress).count > 1 || answer.has(.addressErrorCode)
        },
        .verify("one address of each family, or the reason why one is missing") { scene in
          guard let answer = scene[.a].answers.last else { return "nothing" }
          let relayed = answer.addresses(.xorRelayedAddress)
          if let value = answer.first(.addressErrorCode) {
            let code = value.count >= 4 ? Int(value[2] & 7) * 100 + Int(value[3]) : 0
            return relayed.count == 1 && [440, 508].contains(code) && [1, 2].contains(value[0])
              ? nil : "\(answer)"
          }
          return Set(relayed.map(\.address.family)) == [.v4, .v6] && relayed.count == 2
            ? nil : "\(relayed)"
        },
      ]),
  ]
}
