import Signal
import StunTurn

/// The counters of all loops in the text format of Prometheus.
struct Metrics {
  private var lines: [String] = []

  /// The text for what the loops counted.
  static func text(of reports: [LoopReport]) -> String {
    var metrics = Metrics()
    metrics.addRooms(reports.compactMap(\.rooms), refused: reports.map(\.refusedStreams))
    metrics.addRelay(reports)
    return metrics.lines.joined(separator: "\n") + "\n"
  }

  private mutating func addRooms(_ rooms: [SignalServer.Statistics], refused: [UInt64]) {
    gauge("signald_rooms", "Rooms with anyone in them.", rooms.map(\.rooms).reduce(0, +))
    gauge(
      "signald_websocket_connections", "WebSockets that are open.",
      rooms.map(\.sockets).reduce(0, +))
    counter(
      "signald_websocket_connections_total", "WebSockets opened since the start.",
      [("", rooms.map(\.socketsOpened).reduce(0, +))])
    counter(
      "signald_connections_refused_total", "Connections refused because of their number.",
      [("", (rooms.map(\.linksRefused) + refused).reduce(0, +))])
  }

  private mutating func addRelay(_ reports: [LoopReport]) {
    func sum(_ count: (TURNServer.Statistics) -> UInt64) -> UInt64 {
      reports.map { count($0.relay) }.reduce(0, +)
    }
    gauge(
      "signald_turn_allocations", "Allocations that live now.",
      reports.map(\.allocations).reduce(0, +))
    counter(
      "signald_turn_allocations_total", "Allocations made since the start.",
      [("", sum(\.allocated))])
    counter(
      "signald_turn_relayed_bytes_total", "Payload bytes relayed.",
      [
        (#"{direction="to_peer"}"#, sum(\.bytesToPeers)),
        (#"{direction="to_client"}"#, sum(\.bytesToClients)),
      ])
    counter(
      "signald_turn_relayed_packets_total", "Packets relayed.",
      [
        (#"{direction="to_peer"}"#, sum(\.packetsToPeers)),
        (#"{direction="to_client"}"#, sum(\.packetsToClients)),
      ])
    counter(
      "signald_turn_dropped_packets_total", "Packets dropped, by reason.",
      DropReason.allCases.map { reason in
        (#"{reason="\#(reason.label)"}"#, sum { $0.drops(reason) })
      })
    counter(
      "signald_turn_refused_requests_total", "Error responses, by code.",
      codes(in: reports).map { code in
        (#"{code="\#(code)"}"#, sum { $0.refusals[code, default: 0] })
      })
    counter(
      "signald_stun_unverified_received_bytes_total",
      "Bytes of STUN requests whose senders had proved nothing, answered or not.",
      [("", sum(\.unverifiedBytesReceived))])
    counter(
      "signald_stun_unverified_sent_bytes_total", "Bytes of the answers to those.",
      [("", sum(\.unverifiedBytesSent))])
    counter(
      "signald_stun_unverified_answers_total", "Answers to requests whose senders proved nothing.",
      [("", sum(\.unverifiedAnswers))])
    counter(
      "signald_stun_requests_total", "STUN requests, by method.",
      [
        (#"{method="binding"}"#, sum(\.bindings)), (#"{method="allocate"}"#, sum(\.allocates)),
        (#"{method="refresh"}"#, sum(\.refreshes)),
        (#"{method="create_permission"}"#, sum(\.createPermissions)),
        (#"{method="channel_bind"}"#, sum(\.channelBinds)),
      ])
  }

  /// The codes that clients can be refused with, and any other that some were.
  private func codes(in reports: [LoopReport]) -> [UInt16] {
    let usual: [ErrorCode] = [
      .tryAlternate, .badRequest, .unauthenticated, .forbidden, .unknownAttribute,
      .allocationMismatch, .staleNonce, .addressFamilyNotSupported, .wrongCredentials,
      .unsupportedTransportProtocol, .peerAddressFamilyMismatch, .allocationQuotaReached,
      .insufficientCapacity,
    ]
    return Set(usual.map(\.rawValue)).union(reports.flatMap(\.relay.refusals.keys)).sorted()
  }

  private mutating func gauge(_ name: String, _ help: String, _ value: Int) {
    lines += ["# HELP \(name) \(help)", "# TYPE \(name) gauge", "\(name) \(value)"]
  }

  private mutating func counter(
    _ name: String, _ help: String, _ values: [(labels: String, value: UInt64)]
  ) {
    lines += ["# HELP \(name) \(help)", "# TYPE \(name) counter"]
    lines += values.map { "\(name)\($0.labels) \($0.value)" }
  }
}

extension DropReason {
  /// The name in lower case with underscores, as labels are written: `no_permission`.
  fileprivate var label: String {
    "\(self)".map { $0.isUppercase ? "_" + $0.lowercased() : String($0) }.joined()
  }
}
