import SansIO
import StunTurn

/// What happens around a server besides its clients.
extension ServerWorld {
  mutating func peerPacket() {
    guard !known.isEmpty else { return }
    let socket = known[input.number(below: known.count)]
    let peer = setting.peers[input.number(below: setting.peers.count)]
    let local =
      peer.address.family == .v4 ? FuzzSetting.relays[0].local : FuzzSetting.relays[1].local
    // The kernel delivers nothing on a closed socket; a stale name is told for good measure.
    receive(
      Array(repeating: 3, count: Int(input.byte()) * 3),
      along: Path(socket: socket, local: local, remote: peer))
  }

  /// Answers the oldest opening: with sockets, or with one of the ways to fail.
  mutating func answerOpening() {
    guard !pending.isEmpty else { return }
    let (opening, ticket) = pending.removeFirst()
    let kind = input.byte()
    if kind & 15 == 15 { return tell(.opened(ticket, .failed(.addressInUse))) }
    if kind & 15 == 14 { return tell(.opened(ticket, .failed(.system(24)))) }
    switch opening {
    case .udp(let address, let port):
      let socket = freshSocket()
      arrive(ticket, .socket(socket, Endpoint(address: address, port: port ?? 0)), socket)
    case .udpPair(let address, let even):
      let socket = freshSocket()
      arrive(
        ticket, .pair(socket, freshSocket(), Endpoint(address: address, port: even)), socket)
    case .listen, .connect, .associate: preconditionFailure("it opens datagram sockets only")
    }
  }

  private mutating func arrive(_ ticket: Ticket, _ opened: Opened, _ socket: SocketID) {
    arriving = socket
    tell(.opened(ticket, opened))
    arriving = nil
  }

  private mutating func freshSocket() -> SocketID {
    lastSocket += 1
    let socket = SocketID(
      index: 1 + lastSocket % 24, generation: UInt16(truncatingIfNeeded: lastSocket / 24),
      loop: LoopID(rawValue: 0), owner: Owner(rawValue: 0))
    // The kernel does not give a number away that is in use.
    if model.sockets.keys.contains(where: { $0.index == socket.index }) { return freshSocket() }
    model.open(socket)
    if known.count == 16 { known.removeFirst() }
    known.append(socket)
    return socket
  }

  /// Lets the other loop answer the oldest letter, one way or the other.
  mutating func deliverLetter() {
    guard !letters.isEmpty else { return }
    let isGranted = input.byte() & 3 != 0
    switch letters.removeFirst() {
    case .lend(let user, let ports, _, _, let ticket):
      if isGranted { model.lease(ports, user) }
      command(
        .lent(
          user: user, ports: isGranted ? ports : 0, loops: 1 + input.number(below: 3),
          ticket: ticket))
    case .claim(_, _, _, let ticket):
      guard isGranted else { return command(.claimFailed(ticket)) }
      let socket = freshSocket()
      arrive(
        ticket, .socket(socket, Endpoint(address: FuzzSetting.relays[0].local, port: 49_300)),
        socket)
    default: preconditionFailure("a letter that needs no answer")
    }
  }

  /// Commands of the operator and the other loop, and events that concern no server.
  mutating func oddEvent() {
    let client = setting.clients[input.number(below: setting.clients.count)]
    let other = LoopID(rawValue: 1)
    switch input.number(below: 12) {
    case 0: command(.revoke(user: client.quotaUser))
    case 1: command(.drain(alternatives: [FuzzSetting.listening]))
    case 2:
      // To build the rules anew takes longer than anything else.
      guard input.byte() < 16 else { return }
      command(
        .own(
          OwnPlaces(
            listeners: [FuzzSetting.listening],
            addresses: input.byte() & 1 == 0 ? [] : [.v4(0x0808_0808)])))
    case 3, 4:
      let token = tokens[input.number(below: tokens.count)]
      command(.claim(token: token, user: client.quotaUser, from: other, ticket: Ticket(77)))
    case 5: tell(.departed(client.path))
    case 6: command(.readmit(user: client.quotaUser))
    case 7: command(.killUser(client.quotaUser))
    case 8:
      tell(.undeliverable(Undeliverable(path: client.path, type: 3, code: 3, mtu: 0)))
    case 9:
      command(
        .lend(user: client.quotaUser, ports: 1, quota: 3, to: other, ticket: Ticket(78)))
    case 10: command(.repay(user: client.quotaUser, ports: 1, from: other))
    default: command(.claimFailed(Ticket(UInt64(input.word()) << 32 | 1)))
    }
  }
}
