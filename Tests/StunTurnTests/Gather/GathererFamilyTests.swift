import SansIO
import SignaldCrypto
import StunTurn
import TestSupport
import Testing

/// Relayed candidates of both families from one server.
struct GathererFamilyTests {
  private let mapped = endpoint("203.0.113.5:6000")
  private let relayed = endpoint("203.0.113.9:50000")

  @Test func `RFC 8656 §7.1 a TURN server gives candidates of both families`() throws {
    var gather = GatherRig(["10.0.0.1"], [try GatherRig.turn()])
    gather.server.second = endpoint("[2001:db8:9::9]:50001")
    let candidates = gather.gather(mapped: mapped).filter { $0.kind == .relayed }
    #expect(candidates.map(\.endpoint) == [relayed, endpoint("[2001:db8:9::9]:50001")])
    #expect(Set(candidates.map(\.priority)).count == 2)
    let peer = endpoint("[2001:db8:5::1]:7000")
    var asked: [Output] = []
    for output in gather.rig.perform({ gatherer, now, outbox in
      let isOn = gatherer.permit([peer.address], on: candidates[1].endpoint, at: now, into: &outbox)
      #expect(isOn)
    }) {
      asked.append(output)
    }
    gather.answer(asked, mapped: mapped)
    #expect(gather.rig.news().last == .relay(relayed, .permitted(peer.address)))
    let socket = try #require(asked.first?.path)
    var heard: [Endpoint] = []
    let data = gather.server.data([1], from: peer)
    gather.rig.perform { gatherer, now, outbox in
      data.withRawSpan { span in
        let datagram = Datagram(
          bytes: span, path: socket, origin: socket.remote, marking: Marking())
        gatherer.handle(.datagram(datagram), at: now, into: &outbox) { _, _, own in
          heard.append(own)
        }
      }
    }
    #expect(heard == [candidates[1].endpoint])
  }

  @Test(arguments: [ErrorCode.badRequest, .addressFamilyNotSupported, .insufficientCapacity])
  func `a server that refuses two families is asked for one`(code: ErrorCode) throws {
    var gather = GatherRig(["10.0.0.1"], [try GatherRig.turn()])
    gather.server.refusesBoth = code
    let candidates = gather.gather(mapped: mapped).filter { $0.kind == .relayed }
    #expect(candidates.map(\.endpoint) == [relayed])
  }
}
