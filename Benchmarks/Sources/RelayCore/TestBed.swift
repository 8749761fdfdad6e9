import Glibc
import SansIO
import SignaldCrypto
import StunTurn

/// A server full of allocations, each with one channel, and a driver without a kernel.
struct TestBed: ~Copyable {
  private static let packets = 2_000_000
  private static let now = Moment(
    monotonic: Instant(nanoseconds: 1_000_000_000), unixSeconds: 1_700_000_000)
  private static let relay = IPAddress.v4(0xC000_0201)
  private static let listener = SocketID(
    index: 0, generation: 0, loop: LoopID(rawValue: 0), owner: Owner(rawValue: 0))
  private static let transport: UInt32 = 17 << 24

  private var server: TURNServer
  private var outbox = Outbox()
  private var authenticator = Authenticator()
  private var entropy = Entropy(seed: 4)
  private let key = LongTermKey.derive(user: "bench", realm: "r", password: "p")
  private var relays: [SocketID] = []

  init() throws {
    let accounts = try Accounts(realm: "r", users: [("bench", "p")], secrets: [])
    var configuration = TURNServer.Configuration(
      accounts: accounts, nonceKey: NonceKey(current: Array(repeating: 7, count: 32)),
      relays: [RelayAddress(local: TestBed.relay)])
    configuration.allowedPeers = [IPPrefix("192.0.2.0/24")].compactMap { $0 }
    configuration.limits.unverifiedAnswersPerSecond = nil
    server = TURNServer(configuration, entropy: Entropy(seed: 3))
  }

  /// Makes an allocation with a channel 0x4000 to its peer.
  mutating func allocate(_ number: Int) {
    let path = TestBed.clientPath(number)
    let challenge = exchange(path, nil, .allocate) { output, _ in
      output.append(.requestedTransport, uint32: TestBed.transport)
    }
    let nonce = challenge.withUnsafeBytes { buffer in
      let message = try? Message(parsing: buffer.bytes)
      return String(decoding: message?.first(.nonce)?.copied() ?? [], as: UTF8.self)
    }
    _ = exchange(path, nonce, .allocate) { output, _ in
      output.append(.requestedTransport, uint32: TestBed.transport)
    }
    let bound = exchange(path, nonce, .channelBind) { output, id in
      output.append(.channelNumber, uint32: 0x4000 << 16)
      output.append(.xorPeerAddress, xor: TestBed.peer(number), id: id)
    }
    precondition(bound.starts(with: [0x01, 0x09]), "ChannelBind was refused")
  }

  /// Average nanoseconds a packet, client to peer, over all allocations in turn.
  mutating func relayToPeers(allocations count: Int) -> Double {
    let paths = (0..<count).map(TestBed.clientPath)
    return relay([0x40, 0x00, 0x00, 160] + Array(repeating: 1, count: 160), along: paths)
  }

  /// Average nanoseconds a packet, peer to client, over all allocations in turn.
  mutating func relayToClients(allocations count: Int) -> Double {
    let paths = relays.enumerated().map { number, socket in
      Path(socket: socket, local: TestBed.relay, remote: TestBed.peer(number))
    }
    return relay(Array(repeating: 1, count: 160), along: paths)
  }

  private mutating func relay(_ bytes: [UInt8], along paths: [Path]) -> Double {
    var forwarded = 0
    var next = 0
    let start = TestBed.cpuTime()
    bytes.withUnsafeBytes { buffer in
      for _ in 0..<TestBed.packets / 64 {
        for _ in 0..<64 {
          let datagram = Datagram(
            bytes: buffer.bytes, path: paths[next], origin: paths[next].remote, marking: Marking())
          server.handle(.datagram(datagram), at: TestBed.now, into: &outbox)
          next = next + 1 == paths.count ? 0 : next + 1
        }
        forwarded += outbox.count
        outbox.removeAll()
      }
    }
    let elapsed = TestBed.cpuTime() - start
    precondition(forwarded == TestBed.packets / 64 * 64, "packets were dropped")
    return (Double(elapsed) / Double(forwarded) * 10).rounded() / 10
  }

  /// Hands in a request and answers the response; opens what the server asks for on the way.
  private mutating func exchange(
    _ path: Path, _ nonce: String?, _ method: StunTurn.Method,
    _ body: (inout OutputRawSpan, TransactionID) -> Void
  ) -> [UInt8] {
    let id = TransactionID(from: &entropy)
    var writer = Outbox()
    writer.send(along: path, capacity: 1024) { output in
      output.beginMessage(MessageType(method, .request), id: id)
      body(&output, id)
      guard let nonce else { return output.endMessage() }
      output.append(.username, text: "bench")
      output.append(.realm, text: "r")
      output.append(.nonce, text: nonce)
      key.withBytes { output.append(.sha1, key: $0, using: &authenticator) }
    }
    let request = writer.copy(of: writer[0])
    request.withUnsafeBytes { buffer in
      let datagram = Datagram(
        bytes: buffer.bytes, path: path, origin: path.remote, marking: Marking())
      server.handle(.datagram(datagram), at: TestBed.now, into: &outbox)
    }
    openSocket()
    var answer: [UInt8] = []
    for index in 0..<outbox.count {
      if case .datagram = outbox[index].purpose { answer = outbox.copy(of: outbox[index]) }
    }
    outbox.removeAll()
    return answer
  }

  private mutating func openSocket() {
    guard outbox.count > 0, case .action(let number) = outbox[0].purpose,
      case .open(.udp(let address, let port), let ticket) = outbox.action(number)
    else { return }
    outbox.removeAll()
    let socket = SocketID(
      index: UInt32(relays.count + 1), generation: 0, loop: LoopID(rawValue: 0),
      owner: Owner(rawValue: 0))
    relays.append(socket)
    let endpoint = Endpoint(address: address, port: port ?? 1)
    server.handle(.opened(ticket, .socket(socket, endpoint)), at: TestBed.now, into: &outbox)
  }

  private static func clientPath(_ number: Int) -> Path {
    let remote = Endpoint(address: .v4(0xC633_6401), port: UInt16(1_024 + number))
    return Path(socket: listener, local: relay, remote: remote)
  }

  private static func peer(_ number: Int) -> Endpoint {
    Endpoint(address: .v4(0xC000_0202), port: UInt16(1_024 + number))
  }

  /// CPU time of this thread in nanoseconds.
  private static func cpuTime() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
