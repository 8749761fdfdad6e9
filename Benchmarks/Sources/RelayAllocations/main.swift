// Counts what the heap gives while 1,000 ChannelData messages pass each way through a reactor with
// a TURN server on loopback. One allocation fails it: the packet path makes none.
import CMallocCounter
import Glibc
import Reactor
import SansIO
import SignaldCrypto
import StunTurn

let packets = 1_000
let burst = 50

func configuration() throws -> TURNServer.Configuration {
  var configuration = TURNServer.Configuration(
    accounts: try Accounts(
      realm: TestClient.realm, users: [(TestClient.user, TestClient.password)], secrets: []),
    nonceKey: NonceKey(current: Array(repeating: 7, count: 32)),
    relays: [RelayAddress(local: .loopbackV4)])
  configuration.allowedPeers = [IPPrefix("127.0.0.0/8")].compactMap { $0 }
  return configuration
}

/// The server, its client and its peer, all on this thread.
struct Bench: ~Copyable {
  var reactor: Reactor<TURNServer>
  let port: UInt16
  let client = LoopbackSocket()
  let peer = LoopbackSocket()
  var requests = TestClient()
  var counted: UInt64 = 0

  init() throws {
    let server = TURNServer(try configuration(), entropy: Entropy(seed: 2))
    var reactor = try Reactor(
      loop: LoopID(rawValue: 0), running: server, mailboxes: [try Mailbox()])
    port = try reactor.listen(udp: Endpoint(address: .loopbackV4, port: 0)).1.port
    self.reactor = reactor
  }

  /// Lets the server work until a datagram arrives, counting what it allocates.
  mutating func next(at socket: LoopbackSocket) throws -> [UInt8] {
    for _ in 0..<1_000 {
      let before = malloc_counter_read()
      try reactor.turn(maximumWait: 10)
      counted += malloc_counter_read() - before
      if let datagram = socket.receive() { return datagram }
    }
    preconditionFailure("nothing arrived")
  }

  mutating func ask(
    _ method: StunTurn.Method, _ body: (inout OutputRawSpan, TransactionID) -> Void
  ) throws -> [UInt8] {
    client.send(requests.request(method, body), to: port)
    return try next(at: client)
  }

  mutating func allocate() throws -> Endpoint {
    let transport: UInt32 = 17 << 24
    requests.learn(
      from: try ask(.allocate) { output, _ in output.append(.requestedTransport, uint32: transport)
      }
    )
    let response = try ask(.allocate) { output, _ in
      output.append(.requestedTransport, uint32: transport)
    }
    return address(.xorRelayedAddress, in: response)
  }

  mutating func bind(_ channel: UInt16) throws {
    let peer = peer.endpoint
    let response = try ask(.channelBind) { output, id in
      output.append(.channelNumber, uint32: UInt32(channel) << 16)
      output.append(.xorPeerAddress, xor: peer, id: id)
    }
    precondition(response[0] == 0x01 && response[1] == 0x09, "ChannelBind was refused")
  }

  /// Sends bursts one way; answers how many allocations the server made meanwhile.
  mutating func relay(
    _ datagram: [UInt8], from source: LoopbackSocket, to port: UInt16, arriving as: [UInt8],
    at target: LoopbackSocket
  ) throws -> UInt64 {
    counted = 0
    for _ in 0..<packets / burst {
      for _ in 0..<burst { source.send(datagram, to: port) }
      var arrived = 0
      while arrived < burst {
        let first = try next(at: target)
        precondition(first == `as`, "what arrived is not what was sent")
        arrived += 1
        while let more = target.receive() {
          precondition(more == `as`, "what arrived is not what was sent")
          arrived += 1
        }
      }
    }
    return counted
  }
}

var bench = try Bench()
let relayed = try bench.allocate()
try bench.bind(0x4000)
let payload = (0..<160).map { UInt8($0) }
let framed: [UInt8] = [0x40, 0x00, 0x00, 160] + payload
var worst: UInt64 = 0
// The first round warms buffers that keep their size; the second counts.
for isWarm in [false, true] {
  let toPeer = try bench.relay(
    framed, from: bench.client, to: bench.port, arriving: payload, at: bench.peer)
  let toClient = try bench.relay(
    payload, from: bench.peer, to: relayed.port, arriving: framed, at: bench.client)
  guard isWarm else { continue }
  worst = max(toPeer, toClient)
  print(
    #"{"benchmark":"allocations","packets":\#(packets),"to_peer":\#(toPeer),"#
      + #""to_client":\#(toClient)}"#)
}
if worst == 0 {
  print("passed: no allocation in \(packets) packets each way")
} else {
  print("FAIL: the packet path allocates")
  exit(1)
}
