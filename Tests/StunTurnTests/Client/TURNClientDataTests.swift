import SansIO
import SignaldCrypto
import StunTurn
import TestSupport
import Testing

struct TURNClientDataTests {
  @Test func `RFC 8656 §11.1 without a channel data goes as a Send indication`() throws {
    var turn = try TURNRig()
    try turn.allocate()
    #expect(turn.rig.obey(.send([1, 2, 3], to: turn.peer)).isEmpty)
    try turn.permit()
    let sent = try #require(turn.rig.obey(.send([1, 2, 3], to: turn.peer)).messages.first)
    #expect(sent.type == MessageType(.send, .indication) && !sent.hasIntegrity)
    #expect(sent.attributes[.data] == [1, 2, 3] && sent.peers == [turn.peer])
    #expect(turn.rig.obey(.send([], to: turn.peer)).messages.first?.attributes[.data] == [])
  }

  @Test func `RFC 8656 §12.4 by a channel data goes as ChannelData, unpadded in datagrams`() throws
  {
    var turn = try TURNRig()
    try turn.allocate()
    turn.rig.obey(.bind(turn.peer))
    #expect(turn.rig.obey(.send([1, 2, 3], to: turn.peer)).isEmpty)
    turn = try TURNRig()
    try turn.allocate()
    try turn.bind()
    #expect(
      turn.rig.obey(.send([1, 2, 3], to: turn.peer)).payloads == [[0x40, 0, 0, 3, 1, 2, 3]])
  }

  @Test func `RFC 8656 §12.5 over a stream ChannelData is padded to four with zeros`() throws {
    var turn = try TURNRig(overStream: true)
    try turn.allocate()
    try turn.bind()
    for count in 0...4 {
      let payload = [UInt8](repeating: 7, count: count)
      let padding = [UInt8](repeating: 0, count: -count & 3)
      #expect(
        turn.rig.obey(.send(payload, to: turn.peer)).payloads
          == [[0x40, 0, 0, UInt8(count)] + payload + padding])
    }
  }

  @Test func `sending says what became of the datagram`() throws {
    var turn = try TURNRig()
    let peer = turn.peer
    func send(_ count: Int, _ turn: inout TURNRig) -> SendOutcome {
      var outcome = SendOutcome.notAllocated
      turn.rig.perform { client, _, outbox in
        [UInt8](repeating: 0, count: count).withRawSpan {
          outcome = client.send($0, to: peer, into: &outbox)
        }
      }
      return outcome
    }
    #expect(send(1, &turn) == .notAllocated)
    try turn.allocate()
    #expect(send(1, &turn) == .notPermitted)
    try turn.permit()
    #expect(send(TURNClient.payloadLimit, &turn) == .sent(.open))
    #expect(send(TURNClient.payloadLimit + 1, &turn) == .tooLong)
  }

  @Test func `data is taken from permitted addresses and asked-for channels only`() throws {
    var turn = try TURNRig()
    let data = turn.server.data([5], from: turn.peer)
    turn.receive(data)
    try turn.allocate()
    turn.receive(data)
    turn.receive([0x40, 0, 0, 1, 6])
    #expect(turn.rig.news().isEmpty)
    let request = try #require(turn.rig.obey(.bind(turn.peer)).messages.first)
    turn.receive([0x40, 0, 0, 1, 6])
    turn.receive([0x40, 1, 0, 1, 6])
    #expect(turn.rig.news() == [.received([6], from: turn.peer)])
    turn.receive(turn.server.success(request))
    turn.receive(data)
    turn.receive([0x40, 0, 0, 0])
    #expect(
      turn.rig.news().suffix(2) == [
        .received([5], from: turn.peer), .received([], from: turn.peer),
      ])
  }

  @Test func `a stream's messages are found however it is cut`() throws {
    for cut in 1...16 {
      var turn = try TURNRig(overStream: true)
      try turn.allocate()
      try turn.bind()
      let stream =
        [0x40, 0, 0, 3, 1, 2, 3, 0] + turn.server.data([4, 5], from: turn.peer)
        + [0x40, 0, 0, 4, 6, 7, 8, 9]
      for start in stride(from: 0, to: stream.count, by: cut) {
        turn.receive(Array(stream[start..<min(start + cut, stream.count)]))
      }
      #expect(
        turn.rig.news() == [
          .received([1, 2, 3], from: turn.peer), .received([4, 5], from: turn.peer),
          .received([6, 7, 8, 9], from: turn.peer),
        ])
    }
  }

  @Test func `RFC 8656 §11.6 ICMP about a peer is told`() throws {
    var turn = try TURNRig()
    try turn.allocate()
    try turn.permit()
    let peer = turn.peer
    turn.receive(
      write { output in
        let id = TransactionID(high: 1, low: 1)
        output.beginMessage(MessageType(.data, .indication), id: id)
        output.append(.xorPeerAddress, xor: peer, id: id)
        output.append(icmpType: 3, code: 4, data: 1_280)
        output.endMessage()
      })
    #expect(turn.rig.news() == [.unreachable(peer, type: 3, code: 4, data: 1_280)])
  }

  @Test func `news of received datagrams are bounded`() throws {
    var turn = try TURNRig()
    try turn.allocate()
    try turn.bind()
    for _ in 0..<1_000 { turn.receive([0x40, 0, 0, 1, 6]) }
    #expect(turn.rig.news().count == 256)
  }

  @Test func `payloads are lent, not copied, to who asks`() throws {
    var turn = try TURNRig()
    try turn.allocate()
    try turn.bind()
    let (path, peer) = (turn.path, turn.peer)
    var lent: [[UInt8]] = []
    turn.rig.perform { client, now, outbox in
      [0x40, 0, 0, 1, 6].withRawSpan { bytes in
        let datagram = Datagram(
          bytes: bytes, path: path, origin: path.remote, marking: Marking())
        let wasOurs = client.handle(.datagram(datagram), at: now, into: &outbox) { payload, from in
          #expect(from == peer)
          lent.append(payload.copied())
        }
        #expect(wasOurs)
      }
    }
    #expect(lent == [[6]] && turn.rig.news().isEmpty)
  }
}
