import SansIO
import StunTurn
import TestSupport
import Testing

struct CandidateTests {
  private func parse(_ line: String) throws -> Candidate { try Candidate(parsing: line) }

  private func error(_ line: String) -> CandidateError? {
    do throws(CandidateError) {
      _ = try Candidate(parsing: line)
      return nil
    } catch {
      return error
    }
  }

  @Test func `RFC 8445 §5.1.2.1 priorities are type, local preference and component`() {
    let table: [(CandidateKind, UInt16, UInt16, UInt32)] = [
      (.host, 65_535, 1, 2_130_706_431), (.host, 65_535, 2, 2_130_706_430),
      (.peerReflexive, 65_535, 1, 1_862_270_975), (.serverReflexive, 65_535, 1, 1_694_498_815),
      (.relayed, 65_535, 1, 16_777_215), (.relayed, 0, 256, 0), (.host, 0, 256, 2_113_929_216),
    ]
    for (kind, local, component, priority) in table {
      #expect(
        Candidate.priority(of: kind, localPreference: local, component: component) == priority)
    }
  }

  @Test func `RFC 8839 the examples are read as they are meant`() throws {
    let host = try parse("candidate:1 1 UDP 2130706431 203.0.113.141 8998 typ host")
    #expect(host.kind == .host && host.endpoint == endpoint("203.0.113.141:8998"))
    #expect(host.priority == 2_130_706_431 && host.component == 1 && host.transport == .udp)
    #expect(host.foundation.description == "1" && host.related == nil)
    let reflexive = try parse(
      "candidate:2 1 UDP 1694498815 192.0.2.3 45664 typ srflx raddr 203.0.113.141 rport 8998")
    #expect(reflexive.kind == .serverReflexive)
    #expect(reflexive.related == endpoint("203.0.113.141:8998"))
  }

  @Test func `lines come out as they went in`() throws {
    for line in [
      "candidate:1 1 UDP 2130706431 203.0.113.141 8998 typ host",
      "candidate:2 1 UDP 1694498815 192.0.2.3 45664 typ srflx raddr 203.0.113.141 rport 8998",
      "candidate:a+/Z9 2 UDP 1 2001:db8::1 1 typ relay raddr 192.0.2.1 rport 9",
      "candidate:3 256 UDP 2147483647 192.0.2.1 65535 typ prflx raddr 0.0.0.0 rport 0",
      "candidate:4 1 TCP 2105458943 192.0.2.1 9 typ host tcptype active",
      "candidate:4 1 TCP 2105458943 192.0.2.1 7000 typ host tcptype passive",
      "candidate:4 1 TCP 2105458943 192.0.2.1 7000 typ srflx raddr 10.0.0.1 rport 5 tcptype so",
    ] { #expect(try parse(line).sdp == line) }
  }

  @Test func `what browsers write is read, extensions are skipped`() throws {
    let candidate = try parse(
      "candidate:842163049 1 udp 1677729535 192.0.2.3 46154 typ srflx raddr 10.0.0.17 rport 46154 "
        + "generation 0 ufrag EEtu network-id 3 network-cost 10")
    #expect(candidate.transport == .udp && candidate.related == endpoint("10.0.0.17:46154"))
    #expect(
      try parse("candidate:1 1 tcp 1 192.0.2.1 9 typ host tcptype active generation 0").transport
        == .tcp(.active))
  }

  @Test func `what is no candidate is refused, and why`() {
    let table: [(String, CandidateError)] = [
      ("", .noCandidate), ("a=candidate:1", .noCandidate),
      ("candidate:", .malformed(.foundation)),
      ("candidate:ü 1 UDP 1 192.0.2.1 1 typ host", .malformed(.foundation)),
      ("candidate:1", .malformed(.component)),
      ("candidate:1 0 UDP 1 192.0.2.1 1 typ host", .malformed(.component)),
      ("candidate:1 257 UDP 1 192.0.2.1 1 typ host", .malformed(.component)),
      ("candidate:1 +1 UDP 1 192.0.2.1 1 typ host", .malformed(.component)),
      ("candidate:1  1 UDP 1 192.0.2.1 1 typ host", .malformed(.component)),
      ("candidate:1 1 SCTP 1 192.0.2.1 1 typ host", .unknownTransport("sctp")),
      ("candidate:1 1 UDP 0 192.0.2.1 1 typ host", .malformed(.priority)),
      ("candidate:1 1 UDP 2147483648 192.0.2.1 1 typ host", .malformed(.priority)),
      ("candidate:1 1 UDP 1 192.0.2.256 1 typ host", .malformed(.address)),
      ("candidate:1 1 UDP 1 [2001:db8::1] 1 typ host", .malformed(.address)),
      ("candidate:1 1 UDP 1 192.0.2.1 0 typ host", .malformed(.port)),
      ("candidate:1 1 UDP 1 192.0.2.1 65536 typ host", .malformed(.port)),
      ("candidate:1 1 UDP 1 192.0.2.1 1", .malformed(.kind)),
      ("candidate:1 1 UDP 1 192.0.2.1 1 type host", .malformed(.kind)),
      ("candidate:1 1 UDP 1 192.0.2.1 1 typ local", .unknownKind("local")),
      ("candidate:1 1 UDP 1 192.0.2.1 1 typ srflx raddr x! rport 1", .malformed(.relatedAddress)),
      ("candidate:1 1 UDP 1 192.0.2.1 1 typ srflx raddr 10.0.0.1", .malformed(.relatedPort)),
      ("candidate:1 1 UDP 1 192.0.2.1 1 typ srflx rport 1", .malformed(.relatedAddress)),
      ("candidate:1 1 TCP 1 192.0.2.1 9 typ host", .malformed(.tcpType)),
      ("candidate:1 1 TCP 1 192.0.2.1 9 typ host tcptype new", .malformed(.tcpType)),
      ("candidate:1 1 UDP 1 192.0.2.1 1 typ host generation", .malformed(.extensions)),
      ("candidate:" + String(repeating: "1", count: 1_100), .tooLong),
    ]
    for (line, expected) in table { #expect(error(line) == expected, "\(line)") }
  }

  @Test func `an mDNS name is told apart from nonsense`() {
    let name = "1f4712db-ea17-4bcf-a596-105139dfd8bf.local"
    #expect(error("candidate:1 1 udp 1 \(name) 1 typ host") == .unresolved(name))
  }

  @Test func `any candidate survives being written and read`() throws {
    for seed: UInt64 in 0..<256 {
      var random = Seeded(seed: seed)
      func anEndpoint() -> Endpoint {
        let address =
          random.chance(0.5)
          ? IPAddress.v4(UInt32(truncatingIfNeeded: random.next()))
          : IPAddress.v6(high: random.next(), low: random.next())
        return Endpoint(address: address, port: UInt16(random.pick(1...65_535)))
      }
      let foundation = String(random.next(), radix: 36)
      let candidate = Candidate(
        kind: CandidateKind.allCases[random.below(4)], endpoint: anEndpoint(),
        priority: UInt32(random.pick(1...0x7FFF_FFFF)),
        foundation: try #require(CandidateFoundation(foundation)),
        component: UInt16(random.pick(1...256)),
        transport: random.chance(0.7) ? .udp : .tcp(CandidateTCPRole.allCases[random.below(3)]),
        related: random.chance(0.5) ? anEndpoint() : nil)
      #expect(try Candidate(parsing: candidate.sdp) == candidate, "seed \(seed)")
    }
  }

  @Test func `damaged lines never trap`() throws {
    let line = Array(
      "candidate:2 1 UDP 1694498815 192.0.2.3 45664 typ srflx raddr 203.0.113.141 rport 8998".utf8)
    for seed: UInt64 in 0..<2_000 {
      var random = Seeded(seed: seed)
      var damaged = line
      for _ in 0...random.below(4) {
        let place = random.below(damaged.count)
        switch random.below(3) {
        case 0: damaged[place] = UInt8(truncatingIfNeeded: random.next())
        case 1: damaged.remove(at: place)
        default: damaged.insert(contentsOf: damaged[..<place].suffix(9), at: place)
        }
      }
      let text = String(decoding: damaged, as: UTF8.self)
      guard let candidate = try? Candidate(parsing: text) else { continue }
      #expect(try Candidate(parsing: candidate.sdp) == candidate, "seed \(seed)")
    }
  }
}
