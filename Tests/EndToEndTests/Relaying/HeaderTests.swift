import SansIO
import StunTurn
import Testing

/// What the IP headers of relayed datagrams carry.
struct HeaderTests {
  @Test(arguments: Daemon.loops)
  func `RFC 8656 §14 DSCP and ECN of relayed datagrams are copied both ways`(loops: Int)
    async throws
  {
    try await Daemon.with(Daemon.openRelaying, loops: loops) { daemon in
      var client = try WireClient(of: daemon.turn)
      let peer = try Wire(to: try client.allocate())
      #expect(try client.ask(.createPermission, .peer(peer.local)).isSuccess)
      #expect(try client.ask(.channelBind, .channel(0x4000), .peer(peer.local)).isSuccess)
      try peer.readMarkings()
      try client.wire.readMarkings()
      // EF with ECT(1), best effort, CS1 with CE: each datagram has its own.
      for trafficClass in [0xB9, 0, 0x23] as [UInt8] {
        try client.wire.mark(trafficClass)
        try client.send([trafficClass], to: peer.local)
        let outward = try peer.receiveMarked()
        #expect(outward.bytes == [trafficClass] && outward.trafficClass == trafficClass)
        try peer.mark(trafficClass)
        try peer.send([1])
        let inward = try client.wire.receiveMarked()
        #expect(inward.bytes == [0x40, 0, 0, 1, 1] && inward.trafficClass == trafficClass)
      }
    }
  }

  @Test(.enabled(if: Sniffer.isAllowed, "IP headers are for root only"), arguments: Daemon.loops)
  func `RFC 8656 §14 the don't-fragment flag is set where a Send asks for it, and only there`(
    loops: Int
  ) async throws {
    try await Daemon.with(Daemon.openRelaying, loops: loops) { daemon in
      var client = try WireClient(of: daemon.turn)
      let peer = try Wire(to: try client.allocate())
      #expect(try client.ask(.createPermission, .peer(peer.local)).isSuccess)
      let sniffer = try Sniffer()
      for (number, isSet) in [false, true, false].enumerated() {
        let payload = Array("datagram \(number)".utf8)
        try client.send(payload, to: peer.local, dontFragment: isSet)
        #expect(try sniffer.dontFragment(of: payload, to: peer.local.port) == isSet)
      }
    }
  }
}
