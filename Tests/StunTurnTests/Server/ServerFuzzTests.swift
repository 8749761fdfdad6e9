import SansIO
import SignaldCrypto
import Testing
import TestSupport

@testable import StunTurn

/// Random walks through the server: whatever comes, nothing traps, tables follow from allocations,
/// and in the end nothing is left.
@Suite struct ServerFuzzTests {
  @Test func `random messages, packets, failures and pauses leave the tables consistent`() throws {
    var reached = (
      allocated: UInt64(0), inward: UInt64(0), outward: UInt64(0), codes: Set<UInt16>()
    )
    for seed in 0..<256 as Range<UInt64> {
      var walk = try ServerWalk(seed: seed)
      for _ in 0..<100 { walk.step() }
      walk.rig.machine.checkConsistency("seed \(seed)")
      walk.finish()
      walk.rig.machine.checkConsistency("seed \(seed), at the end")
      #expect(walk.rig.machine.allocationCount == 0, "seed \(seed)")
      #expect(walk.rig.machine.deadline == nil, "seed \(seed)")
      #expect(walk.binder.open.isEmpty, "seed \(seed)")
      let statistics = walk.rig.machine.statistics
      reached.allocated += statistics.allocated
      reached.inward += statistics.packetsToClients
      reached.outward += statistics.packetsToPeers
      reached.codes.formUnion(statistics.refusals.keys)
    }
    // The walks are worth something only if they come everywhere.
    #expect(reached.allocated > 500 && reached.inward > 50 && reached.outward > 50)
    #expect(reached.codes.isSuperset(of: [400, 401, 403, 420, 437, 438, 440, 443, 486, 508]))
  }

  @Test func `random bytes from strangers leave nothing behind`() throws {
    var rig = try makeServer()
    for seed in 0..<256 as Range<UInt64> {
      var random = Seeded(seed: seed)
      for _ in 0..<50 {
        var bytes = random.bytes(random.below(120))
        if random.chance(0.7), bytes.count >= 20 {
          bytes[0] = UInt8(random.below(4))
          bytes[1] = UInt8(random.below(32))
          bytes[2] = 0
          bytes[3] = UInt8((bytes.count - 20) & 255)
          bytes.replaceSubrange(4..<8, with: [0x21, 0x12, 0xA4, 0x42])
        }
        rig.receive(bytes, along: .test(client: "198.51.100.20:\(random.pick(1...65_535))"))
      }
    }
    #expect(rig.machine.allocationCount == 0 && rig.machine.deadline == nil)
  }
}

/// Binds sockets, or fails to, and knows which are open.
private final class FuzzBinder {
  var open: Set<SocketID> = []
  var ever: [SocketID] = []
  var random: Seeded
  private var last: UInt32 = 10

  init(seed: UInt64) { random = Seeded(seed: seed) }

  func answer(_ opening: Opening) -> Opened? {
    if random.chance(0.1) { return .failed(random.chance(0.8) ? .addressInUse : .system(24)) }
    switch opening {
    case .udp(let address, let port?):
      return .socket(socket(), Endpoint(address: address, port: port))
    case .udpPair(let address, let even):
      return .pair(socket(), socket(), Endpoint(address: address, port: even))
    default: return nil
    }
  }

  private func socket() -> SocketID {
    last += 1
    let socket = SocketID.test(last % 16, generation: UInt16(last / 16))
    open.insert(socket)
    ever.append(socket)
    return socket
  }
}

/// One seeded walk with a few clients.
private struct ServerWalk: ~Copyable {
  var rig: Rig<TURNServer>
  let binder: FuzzBinder
  private var clients: [TURNTestClient]
  private var random: Seeded
  private var tokens: [UInt64] = [1]
  private var past: [[UInt8]] = [[1]]

  init(seed: UInt64) throws {
    rig = try makeServer(seed: seed) {
      $0.limits.allocations = 5
      $0.limits.allocationsPerUser = 4
      $0.limits.permissionsPerAllocation = 4
      $0.limits.channelsPerAllocation = 3
      $0.limits.expirationsPerAlarm = 2
      $0.limits.farewells = 2
      $0.limits.roomLowestPeerPort = 2
      $0.limits.roomAllocationsPerMember = 1
      $0.limits.roomBurstBytes = 100
    }
    random = Seeded(seed: seed)
    let binder = FuzzBinder(seed: seed &+ 1)
    self.binder = binder
    clients = (1...5).map {
      var client = TURNTestClient("198.51.100.20:\($0)", socket: .test(1000))
      if $0 == 4 { client.beTimed("m.roomAAAAAAAAAAAA.memberAAAAAAAAAA", until: 1_751_000_000) }
      if $0 == 5 { (client.user, client.password) = ("bob", "builder") }
      return client
    }
    rig.answer = { opening, _ in binder.answer(opening) }
  }

  mutating func step() {
    let index = random.below(clients.count)
    switch random.below(10) {
    case 0: note(rig.advance(seconds: UInt64(random.pick(1...(random.chance(0.2) ? 700 : 60)))))
    case 1 where random.chance(0.5): note(rig.tell(.alarm))
    case 1: report()
    case 2: mutate(index)
    case 3: peerPacket()
    case 4:
      note(
        rig.receive(channelData(0x4000 + UInt16(random.below(4)), [1]), along: clients[index].path))
    case 5:
      note(rig.sendIndication(&clients[index], [.peer(peer()), .data([1, 2])]))
    default: ask(index)
    }
  }

  mutating func finish() {
    note(rig.advance(seconds: 7200))
    _ = rig.news()
  }

  private mutating func ask(_ index: Int) {
    if clients[index].nonce.isEmpty || random.chance(0.2) { rig.fetchNonce(&clients[index]) }
    let method = [Method.allocate, .allocate, .refresh, .createPermission, .channelBind][
      random.below(5)]
    var pieces: [TURNTestClient.Piece] = []
    if method == .allocate, random.chance(0.95) { pieces.append(.transport(17)) }
    if method == .allocate, random.chance(0.3) { pieces.append(.additionalFamily(2)) }
    if method == .channelBind {
      pieces += [.channel(0x4000 + UInt16(random.below(4))), .peer(peer())]
    }
    while random.chance(0.4) { pieces.append(piece(method)) }
    let bytes = clients[index].signed(method, pieces, id: clients[index].freshID())
    if past.count < 20 { past.append(bytes) }
    note(rig.receive(bytes, along: clients[index].path))
  }

  private mutating func piece(_ method: StunTurn.Method) -> TURNTestClient.Piece {
    switch random.below(10) {
    case 0: .lifetime([0, 1, 700, .max][random.below(4)])
    case 1: .evenPort(random.chance(0.5))
    case 2: .family(UInt8(random.below(4)))
    case 3: .token(tokens[random.below(tokens.count)])
    case 4: .raw(UInt16(random.below(0x40)), random.bytes(random.below(9)))
    case 5: .raw(UInt16(random.below(0x1_0000)), random.bytes(random.below(9)))
    case 6: method == .refresh ? .lifetime(0) : .dontFragment
    default: .peer(peer())
    }
  }

  private mutating func peer() -> String {
    [
      "192.0.2.1:1", "192.0.2.2:1", "192.0.2.1:2", "192.0.2.3:1", "[2001:db8:5::7]:1",
      "127.0.0.1:1",
    ][
      random.below(6)]
  }

  /// Sends an earlier message again, or one with some bytes changed, cut off or added.
  private mutating func mutate(_ index: Int) {
    var bytes = past[random.below(past.count)]
    while random.chance(0.6) {
      switch random.below(3) {
      case 0 where !bytes.isEmpty:
        bytes[random.below(bytes.count)] = UInt8(truncatingIfNeeded: random.next())
      case 1: bytes.removeLast(min(bytes.count, random.below(8)))
      default: bytes += random.bytes(random.below(8))
      }
    }
    note(rig.receive(bytes, along: clients[index].path))
  }

  private mutating func peerPacket() {
    note(rig.receive(random.bytes(random.below(40)), along: peerPath()))
  }

  /// Lets ICMP complain of a packet to a peer.
  private mutating func report() {
    let report = Undeliverable(
      path: peerPath(), type: UInt8(random.below(14)), code: UInt8(random.below(6)), mtu: 1280)
    note(rig.tell(.undeliverable(report)))
  }

  private mutating func peerPath() -> Path {
    let socket =
      random.chance(0.9) && !binder.ever.isEmpty
      ? binder.ever[random.below(binder.ever.count)]
      : .test(UInt32(random.below(16)), generation: UInt16(random.below(3)))
    return Path(socket: socket, local: address("203.0.113.9"), remote: endpoint(peer()))
  }

  /// Follows sockets and tokens through what the server wants.
  private mutating func note(_ outputs: [Output]) {
    for output in outputs {
      if case .action(.close(let socket)) = output {
        let wasOpen = binder.open.remove(socket) != nil
        #expect(wasOpen)
      }
      if let token = Answer(output)?.token { tokens.append(token) }
    }
  }
}
