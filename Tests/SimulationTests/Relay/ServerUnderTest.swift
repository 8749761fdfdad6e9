import SansIO
import TestSupport

@testable import StunTurn

/// The server, or a traitor who has it do the work.
struct ServerUnderTest: Machine, ~Copyable {
  typealias Command = TURNServer.Command
  typealias News = TURNServer.News

  /// The ticket of what the server does not know of.
  private static let secret: UInt64 = 1
  /// How many seconds too late things end.
  private static let delay: UInt64 = 10

  var server: TURNServer
  private let treason: Treason?
  private var inside = Outbox()
  private var relay: (socket: SocketID, place: Endpoint)?
  private var count = 0

  init(_ server: consuming TURNServer, treason: Treason?) {
    self.server = server
    self.treason = treason
  }

  mutating func handle(_ event: Event, at now: Moment, into outbox: inout Outbox) {
    guard let treason else { return server.handle(event, at: now, into: &outbox) }
    if case .opened(let ticket, .socket(let socket, let place)) = event {
      if ticket.number == ServerUnderTest.secret { return }
      relay = (socket, place)
    }
    if case .alarm = event, treason == .outlives {
      server.handle(event, at: earlier(than: now), into: &inside)
    } else {
      server.handle(event, at: now, into: &inside)
    }
    var outputs = inside.takeOutputs()
    if case .datagram(let datagram) = event {
      betray(treason, datagram, &outputs)
    }
    pass(outputs, into: &outbox)
  }

  mutating func obey(_ command: Command, at now: Moment, into outbox: inout Outbox) {
    guard treason != nil else { return server.obey(command, at: now, into: &outbox) }
    server.obey(command, at: now, into: &inside)
    pass(inside.takeOutputs(), into: &outbox)
  }

  mutating func nextNews() -> News? { server.nextNews() }

  var deadline: Instant? {
    guard treason == .outlives, let deadline = server.deadline else { return server.deadline }
    return deadline.adding(seconds: Self.delay)
  }

  /// What it keeps.
  var sizes: RelaySizes {
    RelaySizes(
      allocations: server.ledger.allocations.count, reservations: server.reservations.count,
      permissions: server.ledger.permissions.count, channels: server.ledger.channels.count,
      held: server.holdings, farewells: server.farewells.count)
  }

  // MARK: Treason

  private func earlier(than now: Moment) -> Moment {
    let nanoseconds = now.monotonic.nanoseconds - Self.delay * 1_000_000_000
    return Moment(
      monotonic: Instant(nanoseconds: nanoseconds), unixSeconds: now.unixSeconds)
  }

  private mutating func betray(
    _ treason: Treason, _ datagram: Datagram, _ outputs: inout [Output]
  ) {
    count += 1
    let message = SeenMessage(datagram.bytes.copied())
    switch treason {
    case .relaysUnpermitted:
      guard let relay, outputs.isEmpty, let peer = message?.peers.first, let data = message?.data
      else { return }
      let path = Path(socket: relay.socket, local: relay.place.address, remote: peer)
      outputs = [.sent(data, along: path)]
    case .lendsPermission: lend(datagram, &outputs)
    case .losesPackets: if message == nil, count % 5 == 0 { outputs = [] }
    case .ignoresRequests: if message?.type.kind == .request, count % 9 == 0 { outputs = [] }
    case .hostsStrangers:
      guard message?.type.method == .binding else { return }
      outputs.append(.action(.open(.udp(datagram.path.local, port: nil), Ticket(Self.secret))))
    default: outputs = outputs.flatMap { spoil($0, treason) }
    }
  }

  private func lend(_ datagram: Datagram, _ outputs: inout [Output]) {
    guard outputs.isEmpty, let slot = server.ledger.sockets.allocation(of: datagram.path.socket),
      slot != RelaySockets.unused
    else { return }
    let id = TransactionID(high: 1, low: 1)
    var outbox = Outbox()
    outbox.send(over: server.ledger.allocations[slot].client, capacity: 2000) { output in
      output.beginMessage(MessageType(.data, .indication), id: id)
      output.append(.xorPeerAddress, xor: datagram.path.remote, id: id)
      output.append(.data, bytes: datagram.bytes)
      output.endMessage()
    }
    outputs = outbox.takeOutputs()
  }

  /// What becomes of something the server wanted.
  private func spoil(_ output: Output, _ treason: Treason) -> [Output] {
    guard case .sent(var bytes, var path, let marking) = output else { return [output] }
    let message = SeenMessage(bytes)
    let isToClient = RelayPlan.listeners.contains { $0.address == path.local }
    switch treason {
    case .namesAnotherPeer where message?.type.method == .data:
      // The port of the first attribute, XOR-PEER-ADDRESS.
      bytes[27] ^= 1
    case .swapsChannels where message == nil && isToClient && (bytes.first ?? 0) == 0x40:
      bytes[1] ^= 1
    case .mutilates where message == nil && !bytes.isEmpty && server.isRelay(path.socket):
      bytes[bytes.count - 1] ^= 1
    case .answersTwice where message?.type.kind == .success: return [output, output]
    case .answersElsewhere where message?.type.kind == .success: path.remote.port ^= 1
    default: break
    }
    return [.sent(bytes, along: path, marked: marking)]
  }

  private func pass(_ outputs: [Output], into outbox: inout Outbox) {
    for output in outputs {
      switch output {
      case .sent(let bytes, let path, let marking):
        outbox.send(along: path, marked: marking, capacity: bytes.count) { target in
          bytes.withRawSpan { target.append(bytes: $0) }
        }
      case .action(.open(let opening, let ticket)): outbox.open(opening, as: ticket)
      case .action(.close(let socket)): if treason != .keepsSockets { outbox.close(socket) }
      case .action(.handSocket(let socket, let loop, let ticket)):
        outbox.hand(socket, to: loop, as: ticket)
      case .action, .wrote: break
      }
    }
  }
}

extension TURNServer {
  /// Whether a socket is one towards peers.
  fileprivate func isRelay(_ socket: SocketID) -> Bool {
    ledger.sockets.allocation(of: socket) != nil
  }
}
