import SansIO
import SignaldCrypto
import StunTurn

/// A server with its clients, its peers, its sockets and the loop next to it, all led by an input.
struct ServerWorld: ~Copyable {
  /// How many events the server was told.
  private(set) var eventCount = 0

  var input: InputReader
  var server: TURNServer
  var gate: Gate
  var outbox = Outbox()
  var drafts = Outbox()
  var authenticator = Authenticator()
  var model = Model()
  var now = Moment(monotonic: Instant(nanoseconds: 1_000_000_000_000), unixSeconds: 1_800_000_000)
  var pending: [(opening: Opening, ticket: Ticket)] = []
  var letters: [TURNServer.Command] = []
  var sent: [(bytes: [UInt8], path: Path)] = []
  var tokens: [UInt64] = [1]
  var known: [SocketID] = []
  var lastSocket: UInt32 = 0
  var lastID: UInt32 = 0
  var stream = Stream.absent
  /// The socket that the event being told brings, if it does.
  var arriving: SocketID?

  let setting = FuzzSetting.shared

  /// Makes a server with limits that are soon reached.
  init(_ input: InputReader) {
    self.input = input
    var configuration = TURNServer.Configuration(
      accounts: setting.accounts, nonceKey: setting.nonceKey, relays: FuzzSetting.relays)
    configuration.listeners = [FuzzSetting.listening]
    configuration.relayPorts = 49_152...49_215
    configuration.loopCount = 2
    configuration.userPeers = ["b": PeerLists(deny: [IPPrefix("9.9.9.9")].compactMap { $0 })]
    configuration.limits.unverifiedAnswersPerSecond = nil
    configuration.limits.allocations = 10
    configuration.limits.allocationsPerUser = 3
    configuration.limits.permissionsPerAllocation = 4
    configuration.limits.channelsPerAllocation = 3
    configuration.limits.farewells = 3
    configuration.limits.deferredRequests = 2
    configuration.limits.expirationsPerAlarm = 3
    configuration.limits.roomAllocationsPerMember = 2
    configuration.limits.bitsPerSecondPerUser = 1_000_000
    configuration.limits.bitsPerSecond = 10_000_000
    server = TURNServer(configuration, entropy: Entropy(seed: 1))
    gate = Gate(accounts: setting.accounts, nonceKey: setting.nonceKey)
  }

  /// Lives through one event; `false` when the input is used up.
  mutating func step() -> Bool {
    if input.isAtEnd { return false }
    switch input.number(below: 22) {
    case 0, 1: allocate()
    case 2: request(.refresh, peers: 0)
    case 3, 4: request(.createPermission, peers: input.number(below: 4))
    case 5, 6: request(.channelBind, peers: 1)
    case 7: sendIndication()
    case 8, 9: channelData()
    case 10, 11: peerPacket()
    case 12: pass(nanoseconds: UInt64(input.word()) * 10_000_000)
    case 13: tell(.alarm)
    case 14, 15: answerOpening()
    case 16: mutateLast()
    case 17: garbage()
    case 18: deliverLetter()
    case 19, 20: streamEvent()
    default: oddEvent()
    }
    return true
  }

  /// Lets everything end, and checks that nothing is left.
  mutating func finish() {
    while !pending.isEmpty || !letters.isEmpty {
      answerOpening()
      deliverLetter()
    }
    pass(nanoseconds: 7_200_000_000_000)
    var rounds = 0
    while let deadline = server.deadline, deadline <= now.monotonic {
      tell(.alarm)
      rounds += 1
      precondition(rounds < 10_000, "an alarm that comes again for ever")
    }
    while !letters.isEmpty { deliverLetter() }
    precondition(server.allocationCount == 0 && server.deadline == nil, "something is left")
    precondition(model.sockets.isEmpty, "sockets are left")
    precondition(model.leases.isEmpty, "leases are left")
  }

  // MARK: Telling

  mutating func tell(_ event: Event) {
    eventCount += 1
    server.handle(event, at: now, into: &outbox)
    takeOutputs()
  }

  mutating func tellChunk(_ chunk: Chunk) {
    eventCount += 1
    server.handle(.chunk(chunk), at: now, into: &outbox)
    takeOutputs()
  }

  mutating func command(_ command: TURNServer.Command) {
    eventCount += 1
    server.obey(command, at: now, into: &outbox)
    takeOutputs()
  }

  mutating func receive(_ bytes: [UInt8], along path: Path) {
    eventCount += 1
    bytes.withUnsafeBytes { buffer in
      let datagram = Datagram(
        bytes: buffer.bytes, path: path, origin: path.remote, marking: Marking())
      server.handle(.datagram(datagram), at: now, into: &outbox)
      takeOutputs()
    }
  }

  mutating func pass(nanoseconds: UInt64) {
    now = Moment(
      monotonic: now.monotonic.adding(nanoseconds: nanoseconds),
      unixSeconds: now.unixSeconds + Int64(nanoseconds / 1_000_000_000))
    tell(.alarm)
  }
}
