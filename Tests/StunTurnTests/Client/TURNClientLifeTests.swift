import SansIO
import SignaldCrypto
import StunTurn
import TestSupport
import Testing

struct TURNClientLifeTests {
  @Test func `RFC 8656 §8.1 an allocation is refreshed a minute before its end, for hours`() throws
  {
    var turn = try TURNRig()
    try turn.allocate()
    let asked = turn.advance(milliseconds: 6 * 3_600_000)
    #expect(asked.allSatisfy { $0.1.type.method == .refresh && $0.1.number(.lifetime) == 600 })
    #expect(asked.map(\.0) == (1...40).map { UInt64($0) * 540_000 })
    #expect(turn.rig.news() == Array(repeating: .refreshed(lifetime: 600), count: 40))
  }

  @Test func `short lifetimes are refreshed at half their time`() throws {
    for (lifetime, wait): (UInt32, UInt64) in [
      (2, 1_000), (30, 15_000), (120, 60_000), (121, 61_000),
    ] {
      var turn = try TURNRig()
      try turn.allocate(lifetime: lifetime)
      let outputs = turn.rig.advance(milliseconds: wait)
      #expect(outputs.methods.first == .refresh)
    }
  }

  @Test func `a lifetime of years is looked after every hour`() throws {
    var turn = try TURNRig()
    try turn.allocate(lifetime: .max)
    #expect(turn.rig.advance(seconds: 3_539).isEmpty)
    #expect(turn.rig.advance(seconds: 1).methods == [.refresh])
  }

  @Test func `a server gone silent costs the allocation at its end, not before`() throws {
    var turn = try TURNRig()
    try turn.allocate()
    let refresh = try #require(turn.rig.advance(seconds: 540).messages.first)
    var sent = turn.rig.advance(milliseconds: 39_500).messages
    #expect(sent.count == 7 && sent.dropLast().allSatisfy { $0 == refresh })
    #expect(sent.last?.id != refresh.id)
    #expect(turn.rig.news() == [.unanswered(.refresh)])
    sent = turn.rig.advance(milliseconds: 20_499).messages
    #expect(turn.rig.news().isEmpty)
    turn.rig.advance(milliseconds: 1)
    #expect(turn.rig.news() == [.closed(.expired)])
    #expect(turn.rig.machine.deadline == nil)
  }

  @Test func `a late answer to the second Refresh saves the allocation`() throws {
    var turn = try TURNRig()
    try turn.allocate()
    turn.rig.advance(seconds: 540)
    let second = try #require(turn.rig.advance(milliseconds: 39_500).messages.last)
    turn.receive(turn.server.success(second, lifetime: 600))
    #expect(turn.rig.news() == [.unanswered(.refresh), .refreshed(lifetime: 600)])
    #expect(turn.rig.advance(milliseconds: 539_999).isEmpty)
    #expect(turn.rig.advance(milliseconds: 1).methods == [.refresh])
  }

  @Test func `RFC 8656 §8.3 a 437 to a Refresh means that the allocation is lost`() throws {
    var turn = try TURNRig()
    try turn.allocate()
    let refresh = try #require(turn.rig.advance(seconds: 540).messages.first)
    turn.receive(turn.server.refusal(refresh, .allocationMismatch, .wrong))
    #expect(turn.rig.news().isEmpty)
    turn.receive(turn.server.refusal(refresh, .allocationMismatch))
    #expect(turn.rig.news() == [.closed(.lost)])
  }

  @Test func `any other refusal of a Refresh leaves the allocation until its end`() throws {
    var turn = try TURNRig()
    try turn.allocate()
    let refresh = try #require(turn.rig.advance(seconds: 540).messages.first)
    turn.receive(turn.server.refusal(refresh, .serverError))
    #expect(turn.rig.news() == [.refused(.refresh, .serverError)])
    #expect(turn.rig.advance(milliseconds: 59_999).isEmpty)
    #expect(turn.rig.news().isEmpty)
    turn.rig.advance(milliseconds: 1)
    #expect(turn.rig.news() == [.closed(.expired)])
  }

  @Test func `a stale nonce does not disturb a Refresh`() throws {
    var turn = try TURNRig()
    try turn.allocate()
    let refresh = try #require(turn.rig.advance(seconds: 540).messages.first)
    turn.server.nonce = "nonce-2"
    let again = try #require(
      turn.receive(turn.server.challenge(refresh, .staleNonce)).messages.first)
    #expect(again.text(.nonce) == "nonce-2" && again.type.method == .refresh)
    turn.receive(turn.server.success(again, lifetime: 600))
    #expect(turn.rig.news() == [.refreshed(lifetime: 600)])
  }

  @Test func `a Refresh answered with 0 seconds means that the allocation is lost`() throws {
    var turn = try TURNRig()
    try turn.allocate()
    let refresh = try #require(turn.rig.advance(seconds: 540).messages.first)
    turn.receive(turn.server.success(refresh, lifetime: 0))
    #expect(turn.rig.news() == [.closed(.lost)])
  }

  // MARK: Closing

  @Test func `closing deletes the allocation; a 437 is as good as a success`() throws {
    for code in [nil, ErrorCode.allocationMismatch, .serverError] {
      var turn = try TURNRig()
      try turn.allocate()
      let delete = try #require(turn.rig.obey(.close).messages.first)
      #expect(delete.type.method == .refresh && delete.number(.lifetime) == 0)
      #expect(turn.rig.obey(.close).isEmpty)
      let server = turn.server
      turn.receive(
        code.map { server.refusal(delete, $0) } ?? server.success(delete, lifetime: 0))
      #expect(turn.rig.news() == [.closed(.requested)])
      #expect(turn.rig.machine.deadline == nil)
    }
  }

  @Test func `closing survives a stale nonce and a silent server`() throws {
    var turn = try TURNRig()
    try turn.allocate()
    let delete = try #require(turn.rig.obey(.close).messages.first)
    turn.server.nonce = "nonce-2"
    let again = turn.receive(turn.server.challenge(delete, .staleNonce)).messages
    #expect(again.map { $0.number(.lifetime) } == [0])
    turn.rig.advance(milliseconds: 39_500)
    #expect(turn.rig.news() == [.closed(.requested)])
  }

  @Test func `closing while Allocate is under way deletes what comes of it`() throws {
    var turn = try TURNRig()
    let request = try turn.challenge()
    #expect(turn.rig.obey(.close).isEmpty)
    let delete = try #require(turn.receive(turn.server.allocation(request)).messages.first)
    #expect(delete.type.method == .refresh && delete.number(.lifetime) == 0)
    turn.receive(turn.server.success(delete, lifetime: 0))
    #expect(turn.rig.news() == [.closed(.requested)])
  }

  @Test func `closing before the challenge asks no more`() throws {
    var turn = try TURNRig()
    let request = try #require(turn.rig.obey(.allocate).messages.first)
    turn.rig.obey(.close)
    #expect(turn.receive(turn.server.challenge(request)).isEmpty)
    #expect(turn.rig.news() == [.closed(.requested)])
  }

  @Test func `closing what never began is over at once`() throws {
    var turn = try TURNRig()
    turn.rig.obey(.close)
    #expect(turn.rig.news() == [.closed(.requested)])
    #expect(turn.rig.obey(.allocate).isEmpty)
  }

  @Test func `an early alarm changes nothing`() throws {
    var turn = try TURNRig()
    try turn.allocate()
    let deadline = turn.rig.machine.deadline
    #expect(turn.rig.tell(.alarm).isEmpty)
    #expect(turn.rig.machine.deadline == deadline && turn.rig.news().isEmpty)
  }

  @Test func `random bytes never trap, in any state`() throws {
    for seed: UInt64 in 0..<256 {
      var random = Seeded(seed: seed)
      var turn = try TURNRig(overStream: seed % 2 == 1, seed: seed)
      if seed % 4 < 2 { _ = try turn.challenge() } else { try turn.allocate() }
      if seed % 8 > 5 { try turn.bind() }
      for _ in 0..<40 {
        var bytes = random.bytes(random.below(120))
        if bytes.count >= 24, random.chance(0.8) {
          let header = turn.server.data([], from: turn.peer)[0..<8]
          bytes.replaceSubrange(0..<8, with: header)
          bytes[0] = [0, 1, 0x40][random.below(3)]
          bytes[1] = [0x00, 0x01, 0x03, 0x13, 0x17][random.below(5)]
          bytes[3] = UInt8((bytes.count - 20) & ~3)
        }
        if seed % 2 == 0 {
          turn.receive(bytes)
        } else if turn.rig.kept[turn.link]?.isEmpty ?? true {
          turn.receive(bytes)
        }
        turn.rig.advance(milliseconds: UInt64(random.below(5_000)))
      }
      for case .allocated in turn.rig.news() { Issue.record("seed \(seed) made an allocation") }
    }
  }
}
