import SansIO
import Testing
import TestSupport

@testable import StunTurn

/// How much an allocation of a room's member may relay.
@Suite struct RelayRateTests {
  @Test func `4 Mbit/s by default and a second's worth at once, each way on its own`() throws {
    var rig = try makeServer()
    var client = TURNTestClient.member()
    let relay = try rig.allocate(&client)
    rig.bind(&client, 0x4000, "192.0.2.7:7000")
    let payload = [UInt8](repeating: 1, count: 972)
    let fromClient = channelData(0x4000, payload)
    for _ in 0..<600 {
      rig.receive(fromClient, along: client.path)
      rig.receive(payload, along: relay.path("192.0.2.7:7000"))
    }
    #expect(rig.machine.statistics.packetsToPeers == 500)
    #expect(rig.machine.statistics.packetsToClients == 500)
    #expect(rig.machine.statistics.drops(.overRate) == 200)
    // A packet of 1000 bytes with its headers takes 2 ms.
    rig.advance(nanoseconds: 1_999_999)
    #expect(rig.receive(fromClient, along: client.path).isEmpty)
    rig.advance(nanoseconds: 1)
    #expect(rig.receive(fromClient, along: client.path).count == 1)
    #expect(rig.receive(fromClient, along: client.path).isEmpty)
    rig.advance(seconds: 10)
    for _ in 0..<600 { rig.receive(fromClient, along: client.path) }
    #expect(rig.machine.statistics.packetsToPeers == 1001)
  }

  @Test func `Send and Data indications count like channels, and empty datagrams are not free`()
    throws
  {
    var rig = try makeServer { $0.limits.roomBurstBytes = 100 }
    var client = TURNTestClient.member()
    let relay = try rig.allocate(&client)
    rig.bind(&client, 0x4000, "192.0.2.7:7000")
    let peer = relay.path("192.0.2.7:7000")
    let other = relay.path("192.0.2.7:7001")
    let pieces: [TURNTestClient.Piece] = [.peer("192.0.2.7:7001"), .data([])]
    #expect(rig.receive(channelData(0x4000, []), along: client.path).count == 1)
    #expect(rig.sendIndication(&client, pieces).count == 1)
    #expect(rig.receive(channelData(0x4000, []), along: client.path).count == 1)
    #expect(rig.sendIndication(&client, pieces).isEmpty)
    #expect(rig.receive([], along: peer).count == 1)
    #expect(rig.receive([], along: other).count == 1)
    #expect(rig.receive([], along: other).count == 1)
    #expect(rig.receive([], along: other).isEmpty && rig.receive([], along: peer).isEmpty)
    #expect(rig.machine.statistics.drops(.overRate) == 3)
  }

  @Test func `each allocation of a member has a rate of its own, a new one from the start`() throws
  {
    var rig = try makeServer { $0.limits.roomBurstBytes = 29 }
    for round in 0..<3 {
      var clients = (1...2).map { TURNTestClient.member(at: "198.51.100.20:\($0 + round * 2)") }
      for index in clients.indices {
        _ = try rig.allocate(&clients[index])
        rig.bind(&clients[index], 0x4000, "192.0.2.7:7000")
        #expect(rig.receive(channelData(0x4000, [1]), along: clients[index].path).count == 1)
        #expect(rig.receive(channelData(0x4000, [1]), along: clients[index].path).isEmpty)
      }
      for index in clients.indices { _ = try rig.ask(&clients[index], .refresh, [.lifetime(0)]) }
      #expect(rig.machine.meters.count == 0)
    }
  }

  @Test func `without a cap members relay what they like, but no lower port`() throws {
    var rig = try makeServer {
      $0.limits.roomBitsPerSecond = nil
      $0.limits.roomBurstBytes = 0
    }
    var client = TURNTestClient.member()
    _ = try rig.allocate(&client)
    #expect(!rig.bind(&client, 0x4000, "192.0.2.7:53"))
    rig.bind(&client, 0x4000, "192.0.2.7:7000")
    for _ in 0..<1000 {
      #expect(rig.receive(channelData(0x4000, [1]), along: client.path).count == 1)
    }
  }

  @Test func `in no span of time passes more than the burst and what the rate allows`() async throws
  {
    var dropped = UInt64(0)
    try await forEachSeed(64) { seed in
      var random = Seeded(seed: seed)
      let rate = UInt64(random.pick(1000...random.pick(2000...4_000_000)))
      let burst = UInt32(random.pick(1000...20_000))
      var rig = try makeServer(seed: seed) {
        $0.limits.roomBitsPerSecond = rate
        $0.limits.roomBurstBytes = burst
      }
      var client = TURNTestClient.member()
      let relay = try rig.allocate(&client)
      rig.bind(&client, 0x4000, "192.0.2.7:7000")
      rig.permit(&client, "192.0.2.8:7000")
      // What passed each way: when, and how many bytes with their headers.
      var passed: [[(at: UInt64, bytes: UInt64)]] = [[], []]
      for _ in 0..<200 {
        if random.chance(0.5) { rig.advance(nanoseconds: UInt64(random.below(10_000_000))) }
        let payload = random.bytes(random.below(1200))
        let way = random.below(4)
        let outputs =
          switch way {
          case 0: rig.receive(channelData(0x4000, payload), along: client.path)
          case 1: rig.receive(payload, along: relay.path("192.0.2.7:7000"))
          case 2: rig.sendIndication(&client, [.peer("192.0.2.8:7000"), .data(payload)])
          default: rig.receive(payload, along: relay.path("192.0.2.8:7000"))
          }
        guard !outputs.isEmpty else { continue }
        passed[way & 1].append((rig.now.monotonic.nanoseconds, UInt64(payload.count + 28)))
      }
      dropped += rig.machine.statistics.drops(.overRate)
      for packets in passed { checkSpans(packets, rate, burst) }
    }
    #expect(dropped > 1000)
  }

  /// Looks at every span from one packet to another.
  private func checkSpans(
    _ packets: [(at: UInt64, bytes: UInt64)], _ rate: UInt64, _ burst: UInt32
  ) {
    for first in packets.indices {
      var bytes: UInt64 = 0
      for last in first..<packets.count {
        bytes += packets[last].bytes
        // In billionths of a bit, so that nothing is rounded.
        let allowed =
          (packets[last].at - packets[first].at) * rate + UInt64(burst) * 8_000_000_000
        if bytes * 8_000_000_000 > allowed {
          Issue.record("\(bytes) bytes passed from packet \(first) to \(last)")
          return
        }
      }
    }
  }

  @Test(arguments: [8, 1000, 4_000_000, 3_333_333, 1_000_000_000, 10_000_000_000] as [UInt64])
  func `who keeps to the rate loses nothing`(bits: UInt64) {
    let rate = RelayRate(bitsPerSecond: bits, burstBytes: 1229)
    var bucket = TokenBucket()
    var now = Instant(nanoseconds: 1_000_000_000)
    let counted = max(bits, 1000)
    for _ in 0..<1000 {
      #expect(rate.take(1200, from: &bucket, at: now))
      // The price of a byte is rounded up to 1/65536 ns, that of a packet to 1 ns.
      now = now.adding(nanoseconds: 1228 * 8_000_000_000 / counted + 2)
    }
  }

  @Test func `what packets read of a channel is no larger for being metered`() {
    #expect(MemoryLayout<Channel>.stride == 96 && MemoryLayout<Allocation>.stride <= 136)
    #expect(MemoryLayout<RelayMeter>.stride == 40)
  }

  @Test func `extreme limits and times trap nothing`() {
    for bits in [0, 1, .max] as [UInt64] {
      for burst in [0, .max] as [UInt32] {
        let rate = RelayRate(bitsPerSecond: bits, burstBytes: burst)
        for nanoseconds in [0, 1, .max] as [UInt64] {
          var bucket = TokenBucket()
          let now = Instant(nanoseconds: nanoseconds)
          let isAdmitted = rate.take(65_535, from: &bucket, at: now)
          #expect(isAdmitted == (burst > 0) || nanoseconds == .max)
        }
      }
    }
  }
}
