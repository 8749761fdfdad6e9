import SansIO
import StunTurn

// RFC 6062, RFC 8016 and RFC 5780; for servers that offer them.
extension Check {
  private static let noTCP = "the server relays no TCP"

  private static func tcpAllocated(_ steps: [Step]) -> [Step] {
    [
      .ask(
        .a, .request(.allocate, [.transport(6), .peerFamily]),
        .success(.with(.xorRelayedAddress)).skipping(442, noTCP).skipping(403, noTCP)
          .skipping(400, noTCP))
    ] + steps
  }

  private static let connection: [Step] = [
    .ask(
      .a, .request(.connect, [.peer(.peer(.l))]),
      .success(.with(.connectionID), .signed).unlessForbidden),
    .hear(.l, .connection), .lend(.a, to: .b),
    .ask(
      .b, .request(.connectionBind, [.copied(.connectionID, from: .a)]), .success(.signed)),
    .unframe(.b),
    .tell(.l, to: .peer(.l), hello), .hear(.b, .stream(hello)),
  ]

  /// TCP allocations (RFC 6062).
  static let tcpRelays: [Check] = [
    Check(
      .extensions, "tcp-over-udp", "RFC 6062 §5.1",
      "a TCP allocation over datagrams is refused with 400, or 442 where there are none",
      needs: [.datagrams],
      [.ask(.a, .request(.allocate, [.transport(6)]), .failure(400, 442))]),
    Check(
      .extensions, "tcp-even-port", "RFC 6062 §5.1", "a TCP allocation with EVEN-PORT is refused",
      needs: [.stream],
      tcpAllocated([
        .ask(
          .b, .request(.allocate, [.transport(6), .evenPort(reserving: false)]), .failure(400))
      ])),
    Check(
      .extensions, "tcp-dont-fragment", "RFC 6062 §5.1",
      "a TCP allocation with DONT-FRAGMENT is refused", needs: [.stream],
      tcpAllocated([
        .ask(
          .b, .request(.allocate, [.transport(6), .value(.dontFragment, [])]),
          .failure(400, 420))
      ])),
    Check(
      .extensions, "tcp-connect", "RFC 6062 §5.2, §5.4",
      "a connection to a peer is made, bound, and carries bytes", needs: [.stream],
      tcpAllocated(connection)),
    Check(
      .extensions, "tcp-connect-twice", "RFC 6062 §5.2",
      "a second connection to the same peer is refused with 446", needs: [.stream],
      tcpAllocated([
        .ask(
          .a, .request(.connect, [.peer(.peer(.l))]),
          .success(.with(.connectionID)).unlessForbidden),
        .ask(.a, .request(.connect, [.peer(.peer(.l))]), .failure(446)),
      ])),
    Check(
      .extensions, "tcp-connect-no-peer", "RFC 6062 §5.2",
      "Connect without XOR-PEER-ADDRESS is refused with 400", needs: [.stream],
      tcpAllocated([.ask(.a, .request(.connect), .failure(400))])),
    Check(
      .extensions, "tcp-connect-refused", "RFC 6062 §5.2",
      "Connect to a port where nobody listens is refused with 447", needs: [.stream],
      tcpAllocated([
        .ask(
          .a, .request(.connect, [.peer(.peer(.p))]), .failure(447).unlessForbidden)
      ])),
    Check(
      .extensions, "tcp-bind-unknown", "RFC 6062 §5.4",
      "ConnectionBind of an unknown id is refused with 400", needs: [.stream],
      tcpAllocated([
        .lend(.a, to: .b),
        .ask(
          .b, .request(.connectionBind, [.number(.connectionID, 0x0BAD_CAFE)]), .failure(400)),
      ])),
    Check(
      .extensions, "tcp-bind-challenge", "RFC 6062 §5.4, RFC 8489 §9.2.4",
      "ConnectionBind without integrity is refused with 401", needs: [.stream],
      tcpAllocated([
        .ask(
          .b, .bare(.connectionBind, [.number(.connectionID, 0x0BAD_CAFE)]),
          .failure(401, rules: [.with(.realm, .nonce)]))
      ])),
    Check(
      .extensions, "tcp-incoming", "RFC 6062 §5.3",
      "a permitted peer's connection is announced; what it sends early is not lost",
      needs: [.stream],
      tcpAllocated([
        .permitted(.a, .peer(.p)),
        .tell(.m, to: .relayed(.a), hello),
        .hear(.a, .indication(.connectionAttempt, with: .connectionID, .xorPeerAddress)),
      ])),
    Check(
      .extensions, "tcp-incoming-unpermitted", "RFC 6062 §5.3",
      "a peer's connection without permission is not announced", needs: [.stream],
      tcpAllocated([.tell(.m, to: .relayed(.a), hello), .quiet([.a])])),
  ]

  private static let ticket = Part.value(.mobilityTicket, [])

  private static func mobile(_ steps: [Step]) -> [Step] {
    [
      .ask(
        .a, .allocate([ticket]),
        .success().skipping(405, "the server forbids mobility")),
      .require("the server ignores MOBILITY-TICKET") { scene in
        scene[.a].answers.last?.has(.mobilityTicket) ?? false
      },
    ] + steps
  }

  /// Mobility (RFC 8016).
  static let mobility: [Check] = [
    Check(
      .extensions, "mobility-ticket-early", "RFC 8016 §3.1.2",
      "a ticket that is not empty in Allocate is refused with 400",
      mobile([
        .ask(.b, .allocate([.value(.mobilityTicket, [1, 2, 3, 4])]), .failure(400))
      ])),
    Check(
      .extensions, "mobility-unknown", "RFC 8016 §3.2.2",
      "Refresh with a ticket nobody was given is refused",
      mobile([
        .ask(
          .b, .request(.refresh, [.value(.mobilityTicket, [UInt8](repeating: 7, count: 32))]),
          .failure(400, 437))
      ])),
    Check(
      .extensions, "mobility-move", "RFC 8016 §3.2.2",
      "Refresh with the ticket from another 5-tuple moves the allocation, with a new ticket",
      mobile([
        .permitted(.a, .peer(.p)),
        .ask(
          .b, .request(.refresh, [.copied(.mobilityTicket, from: .a)]),
          .success(.with(.lifetime, .mobilityTicket))),
        .say(.b, .send(hello, to: .peer(.p))),
        .hear(.p, .payload(hello, from: .relayed(.a))),
        .tell(.p, to: .relayed(.a), hello), .hear(.b, .data(hello, from: .peer(.p))),
        .ask(.b, .request(.refresh, [.lifetime(0)]), .success()),
      ])),
  ]

  private static func discovering(_ steps: [Step]) -> [Step] {
    [
      .ask(.a, .bare(.binding), .success()),
      .require("the server offers no OTHER-ADDRESS") { scene in
        scene[.a].answers.last?.has(.otherAddress) ?? false
      },
    ] + steps
  }

  /// Behaviour discovery (RFC 5780).
  static let discovery: [Check] = [
    Check(
      .extensions, "discovery-origin", "RFC 5780 §7.3",
      "RESPONSE-ORIGIN names where the answer came from", needs: [.datagrams],
      discovering([
        .verify("RESPONSE-ORIGIN of the server's endpoint") { scene in
          guard let value = scene[.a].answers.last?.first(.responseOrigin) else { return "none" }
          let origin = Endpoint(plainAddress: value.raw)
          return origin == scene.terms.server ? nil : "\(origin.map { "\($0)" } ?? "nonsense")"
        }
      ])),
    Check(
      .extensions, "discovery-change", "RFC 5780 §7.2",
      "CHANGE-REQUEST of the port is answered from another port", needs: [.datagrams],
      discovering([
        .say(.a, .bare(.binding, [.number(.changeRequest, 2)])),
        .hear(.a, .elsewhere),
      ])),
  ]
}

extension Hearing {
  /// A Binding success response from the server's address and another port.
  static let elsewhere = Hearing(text: "a Binding success response from another port") {
    arrival, scene in
    guard case .bytes(let bytes, let sender?) = arrival, let packet = Packet(bytes) else {
      return false
    }
    return packet.type == MessageType(.binding, .success)
      && sender.address == scene.terms.server.address && sender.port != scene.terms.server.port
  }
}
