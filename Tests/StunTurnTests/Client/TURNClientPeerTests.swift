import SansIO
import SignaldCrypto
import StunTurn
import TestSupport
import Testing

struct TURNClientPeerTests {
  private let channel = ChannelNumber(rawValue: 0x4000)

  @Test func `nothing is asked for peers before there is an allocation`() throws {
    var turn = try TURNRig()
    _ = try turn.challenge()
    #expect(turn.rig.obey(.permit([turn.peer.address])).isEmpty)
    #expect(turn.rig.obey(.bind(turn.peer)).isEmpty)
    #expect(turn.rig.obey(.send([1], to: turn.peer)).isEmpty)
  }

  @Test func `peers of the other family are not asked for`() throws {
    var turn = try TURNRig()
    try turn.allocate()
    let other = endpoint("[2001:db8::5]:1")
    #expect(turn.rig.obey(.permit([turn.peer.address, other.address])).isEmpty)
    #expect(turn.rig.obey(.bind(other)).isEmpty)
  }

  @Test func `RFC 8656 §10.1 permissions are asked for together, each address once`() throws {
    var turn = try TURNRig()
    try turn.allocate()
    let addresses = (1...10).map { address("198.18.0.\($0)") }
    let requests = turn.rig.obey(.permit(addresses + addresses)).messages
    #expect(
      requests.map { $0.peers.map(\.address) } == [Array(addresses[..<8]), Array(addresses[8...])])
    #expect(requests.allSatisfy { $0.type.method == .createPermission && $0.hasIntegrity })
    turn.receive(turn.server.success(requests[0]))
    #expect(turn.rig.news() == addresses[..<8].map { .permitted($0) })
    #expect(turn.rig.obey(.permit([addresses[0], addresses[9]])).isEmpty)
  }

  @Test func `RFC 8656 §9 permissions are renewed every 240 seconds, for hours`() throws {
    var turn = try TURNRig()
    try turn.allocate()
    try turn.permit()
    let asked = turn.advance(milliseconds: 3 * 3_600_000).filter {
      $0.1.type.method == .createPermission
    }
    #expect(asked.map(\.0) == (1...45).map { UInt64($0) * 240_000 })
    #expect(asked.allSatisfy { $0.1.peers.map(\.address) == [turn.peer.address] })
    #expect(!turn.rig.news().contains(.lapsed(turn.peer.address)))
  }

  @Test func `RFC 8656 §12 channels are renewed every 540 seconds, permissions in between`() throws
  {
    var turn = try TURNRig()
    try turn.allocate()
    try turn.bind()
    let asked = turn.advance(milliseconds: 2 * 3_600_000)
    let channels = asked.filter { $0.1.type.method == .channelBind }
    #expect(channels.map(\.0) == (1...13).map { UInt64($0) * 540_000 })
    #expect(channels.allSatisfy { $0.1.number(.channelNumber) == 0x4000_0000 })
    #expect(channels.allSatisfy { $0.1.peers == [turn.peer] })
    var last: UInt64 = 0
    for (time, request) in asked where request.type.method != .refresh {
      #expect(time - last <= 240_000)
      last = time
    }
    #expect(turn.rig.news().allSatisfy { $0 == .refreshed(lifetime: 600) })
  }

  @Test func `a permission that cannot be renewed lapses after 300 seconds`() throws {
    var turn = try TURNRig()
    try turn.allocate()
    try turn.permit()
    let renewal = try #require(turn.rig.advance(seconds: 240).messages.first)
    turn.receive(turn.server.refusal(renewal, .forbidden))
    #expect(turn.rig.news() == [.refused(.permission(turn.peer.address), .forbidden)])
    turn.rig.advance(milliseconds: 59_999)
    #expect(turn.rig.obey(.send([1], to: turn.peer)).count == 1)
    turn.rig.advance(milliseconds: 1)
    #expect(turn.rig.news() == [.lapsed(turn.peer.address)])
    #expect(turn.rig.obey(.send([1], to: turn.peer)).isEmpty)
    #expect(turn.rig.obey(.permit([turn.peer.address])).methods == [.createPermission])
  }

  @Test func `RFC 8656 §10.2 when several are refused together, each is asked for alone`() throws {
    var turn = try TURNRig()
    try turn.allocate()
    let bad = address("198.18.0.2")
    let both = try #require(turn.rig.obey(.permit([turn.peer.address, bad])).messages.first)
    let single = turn.receive(turn.server.refusal(both, .forbidden)).messages
    #expect(single.map { $0.peers.map(\.address) } == [[turn.peer.address], [bad]])
    turn.receive(turn.server.success(single[0]))
    turn.receive(turn.server.refusal(single[1], .forbidden))
    #expect(
      turn.rig.news() == [
        .permitted(turn.peer.address), .refused(.permission(bad), .forbidden),
      ])
  }

  @Test func `an unanswered permission is told and can be asked for again`() throws {
    var turn = try TURNRig()
    try turn.allocate()
    turn.rig.obey(.permit([turn.peer.address]))
    turn.rig.advance(milliseconds: 39_500)
    #expect(turn.rig.news() == [.unanswered(.permission(turn.peer.address))])
    #expect(turn.rig.obey(.permit([turn.peer.address])).methods == [.createPermission])
  }

  @Test func `what is granted already is told again without asking the server`() throws {
    var turn = try TURNRig()
    try turn.allocate()
    try turn.bind()
    #expect(turn.rig.obey(.permit([turn.peer.address])).isEmpty)
    #expect(turn.rig.news() == [.permitted(turn.peer.address)])
    #expect(turn.rig.obey(.bind(turn.peer)).isEmpty)
    #expect(turn.rig.news() == [.bound(turn.peer, try #require(channel))])
  }

  @Test func `what cannot be asked for is told`() throws {
    var turn = try TURNRig()
    #expect(turn.rig.obey(.permit([turn.peer.address])).isEmpty)
    #expect(turn.rig.news() == [.impossible(.permission(turn.peer.address))])
    try turn.allocate()
    let other = endpoint("[2001:db8::7]:7000")
    #expect(turn.rig.obey(.permit([turn.peer.address, other.address])).isEmpty)
    #expect(turn.rig.obey(.bind(other)).isEmpty)
    #expect(
      turn.rig.news() == [
        .impossible(.permission(turn.peer.address)), .impossible(.permission(other.address)),
        .impossible(.channel(other)),
      ])
  }

  // MARK: Channels

  @Test func `channels are numbered from 0x4000, one a peer`() throws {
    var turn = try TURNRig()
    try turn.allocate()
    let second = endpoint("198.18.0.1:7001")
    let first = try #require(turn.rig.obey(.bind(turn.peer)).messages.first)
    let other = try #require(turn.rig.obey(.bind(second)).messages.first)
    #expect(first.number(.channelNumber) == 0x4000_0000 && first.peers == [turn.peer])
    #expect(other.number(.channelNumber) == 0x4001_0000 && other.peers == [second])
    #expect(turn.rig.obey(.bind(turn.peer)).isEmpty)
    turn.receive(turn.server.success(first))
    let number = try #require(channel)
    #expect(turn.rig.news() == [.bound(turn.peer, number), .permitted(turn.peer.address)])
  }

  @Test func `RFC 8656 §12.3 a peer keeps its number after a lost answer`() throws {
    var turn = try TURNRig()
    try turn.allocate()
    turn.rig.obey(.bind(turn.peer))
    turn.rig.advance(milliseconds: 39_500)
    #expect(turn.rig.news() == [.unanswered(.channel(turn.peer))])
    let again = try #require(turn.rig.obey(.bind(turn.peer)).messages.first)
    #expect(again.number(.channelNumber) == 0x4000_0000)
  }

  @Test func `RFC 8656 §12.3 a 400 to ChannelBind deletes the allocation`() throws {
    var turn = try TURNRig()
    try turn.allocate()
    let request = try #require(turn.rig.obey(.bind(turn.peer)).messages.first)
    let delete = try #require(
      turn.receive(turn.server.refusal(request, .badRequest)).messages.first)
    #expect(delete.type.method == .refresh && delete.number(.lifetime) == 0)
    turn.receive(turn.server.success(delete, lifetime: 0))
    #expect(turn.rig.news() == [.closed(.channelRefused(turn.peer))])
  }

  @Test func `other refusals of ChannelBind are told, 437 ends it all`() throws {
    var turn = try TURNRig()
    try turn.allocate()
    var request = try #require(turn.rig.obey(.bind(turn.peer)).messages.first)
    turn.receive(turn.server.refusal(request, .forbidden))
    #expect(turn.rig.news() == [.refused(.channel(turn.peer), .forbidden)])
    request = try #require(turn.rig.obey(.bind(turn.peer)).messages.first)
    turn.receive(turn.server.refusal(request, .allocationMismatch))
    #expect(turn.rig.news() == [.closed(.lost)])
  }

  @Test func `RFC 8656 §12 a number names another peer only five minutes after its end`() throws {
    var turn = try TURNRig()
    try turn.allocate()
    func peer(_ number: Int) -> Endpoint {
      Endpoint(address: .v4(0xC612_0000 + UInt32(number)), port: 7_000)
    }
    for number in 0..<256 {
      let request = try #require(turn.rig.obey(.bind(peer(number))).messages.first)
      turn.receive(turn.server.success(request))
    }
    #expect(turn.rig.obey(.bind(peer(256))).isEmpty)
    turn.rig.obey(.release(peer(3).address))
    _ = turn.advance(milliseconds: 899_999)
    #expect(turn.rig.obey(.bind(peer(256))).isEmpty)
    _ = turn.advance(milliseconds: 1)
    let request = try #require(turn.rig.obey(.bind(peer(256))).messages.first)
    #expect(request.number(.channelNumber) == 0x4003_0000 && request.peers == [peer(256)])
  }

  @Test func `a released peer is forgotten, even if the server answers late`() throws {
    var turn = try TURNRig()
    try turn.allocate()
    let request = try #require(turn.rig.obey(.bind(turn.peer)).messages.first)
    turn.rig.obey(.release(turn.peer.address))
    turn.receive(turn.server.success(request))
    #expect(turn.rig.news().isEmpty)
    #expect(turn.rig.obey(.send([1], to: turn.peer)).isEmpty)
    #expect(turn.advance(milliseconds: 1_000_000).allSatisfy { $0.1.type.method == .refresh })
  }
}
