import SansIO
import Testing
import TestSupport

@testable import StunTurn

/// Bytes through a joined connection, and how it ends.
@Suite struct StreamRelayDataTests {
  private let peer = "192.0.2.7:7000"
  private let peerLink = LinkID.test(9)
  private let dataLink = LinkID.test(10)

  /// Makes one joined connection; answers its client.
  private func join(_ rig: inout Rig<TURNServer>) throws -> TURNTestClient {
    var client = rig.connect(1)
    _ = try rig.allocateStreams(&client)
    let waiting = try rig.connectToPeer(&client, peer, as: 9)
    _ = try rig.bindConnection(client, to: waiting, as: 10)
    return client
  }

  // Point 62.
  @Test func `RFC 6062 §5.5 after ConnectionBind bytes are passed on as they are`() throws {
    var rig = try makeServer()
    var client = rig.connect(1)
    _ = try rig.allocateStreams(&client)
    let waiting = try rig.connectToPeer(&client, peer, as: 9)
    var data = rig.connect(10)
    rig.fetchNonce(&data)
    let request = data.signed(.connectionBind, [waiting.piece], id: data.freshID())
    // What follows in the same segment is for the peer already.
    let outputs = rig.receive(stream: request + [0x16, 0xFF, 1], on: dataLink)
    #expect(outputs.count == 3 && outputs[1] == .action(.resume(peerLink)))
    #expect(outputs.first.flatMap { Answer($0) }?.isSuccess == true)
    #expect(outputs.last == .wrote([0x16, 0xFF, 1], to: peerLink))
    let outward = rig.receive(stream: Array(0...255), on: dataLink)
    #expect(outward == [.wrote(Array(0...255), to: peerLink)])
    let inward = rig.receive(stream: [64, 0, 0, 9], on: peerLink)
    #expect(inward == [.wrote([64, 0, 0, 9], to: dataLink)])
    let statistics = rig.machine.statistics
    #expect(statistics.bytesToPeers == 259 && statistics.bytesToClients == 4)
    // Neither the idle limit nor that of strangers concerns it any more.
    #expect(rig.machine.links.strangerCount == 0)
    let later = rig.advance(seconds: 500)
    #expect(!later.contains(.action(.abort(dataLink))))
  }

  // Point 62: nothing is dropped.
  @Test(arguments: [true, false])
  func `RFC 6062 §5.5 whoever is too fast is paused until the other has caught up`(isToPeer: Bool)
    throws
  {
    var rig = try makeServer()
    _ = try join(&rig)
    let (from, to) = isToPeer ? (dataLink, peerLink) : (peerLink, dataLink)
    rig.stalled = [to]
    let piece = Array(repeating: 7 as UInt8, count: 65_536)
    var written = 0
    while written < 10 {
      let outputs = rig.receive(stream: piece, on: from)
      #expect(outputs.first == .wrote(piece, to: to))
      written += 1
      if outputs.contains(.action(.pause(from))) { break }
    }
    #expect(written == 5 && rig.queued(on: to) == 5 * piece.count)
    let drained = rig.drain(to)
    #expect(drained == [.action(.resume(from))])
  }

  @Test(arguments: [true, false])
  func `RFC 6062 §5.5 a half-close is passed on, and the connection ends with the second`(
    isClientFirst: Bool
  ) throws {
    var rig = try makeServer()
    _ = try join(&rig)
    let (first, second) = isClientFirst ? (dataLink, peerLink) : (peerLink, dataLink)
    #expect(rig.end(first) == [.action(.finish(second))])
    let answer = rig.receive(stream: [1, 2], on: second)
    #expect(answer == [.wrote([1, 2], to: first)])
    #expect(rig.end(second) == [.action(.finish(first))])
    #expect(rig.close(first, .finished) == [.action(.finish(second))])
    #expect(rig.close(second, .finished).isEmpty)
    #expect(rig.machine.peers.count == 0 && rig.machine.allocationCount == 1)
    rig.machine.checkConsistency("after the end")
  }

  @Test(arguments: [true, false])
  func `RFC 6062 §5.5 an end that breaks breaks the other`(isClient: Bool) throws {
    var rig = try makeServer()
    var client = try join(&rig)
    let (broken, other) = isClient ? (dataLink, peerLink) : (peerLink, dataLink)
    let outputs = rig.close(broken, .reset)
    #expect(outputs == [.action(.abort(other))])
    #expect(rig.machine.peers.count == 0 && rig.machine.allocationCount == 1)
    _ = try rig.connectToPeer(&client, peer, as: 11)
  }

  @Test func `RFC 6062 §5.3 a peer that gives up before it is bound is forgotten`() throws {
    var rig = try makeServer()
    var client = rig.connect()
    _ = try rig.allocateStreams(&client)
    let waiting = try rig.connectToPeer(&client, peer, as: 9)
    #expect(rig.close(waiting.link, .reset).isEmpty)
    #expect(rig.machine.peers.count == 0)
    var data = rig.connect(10)
    #expect(try rig.ask(&data, .connectionBind, [waiting.piece]).code == .badRequest)
  }

  @Test(arguments: ["deleted", "expired", "closed", "revoked"])
  func `RFC 6062 §4 connections and the listener end with their allocation`(way: String) throws {
    var rig = try makeServer()
    var client = try join(&rig)
    let waiting = try rig.connectToPeer(&client, "192.0.2.7:7001", as: 11)
    let (_, ticket) = try rig.startConnect(&client, "192.0.2.7:7002")
    guard let slot = rig.machine.ledger.allocation(of: client.route),
      case .listener(let number) = rig.machine.ledger.allocations[slot].relay?.port
    else {
      Issue.record("no listener")
      return
    }
    let request = client.signed(.refresh, [.lifetime(0)], id: client.freshID())
    let outputs =
      switch way {
      case "deleted": rig.receive(request, from: client)
      case "expired": rig.advance(seconds: 601)
      case "closed": rig.close(try #require(client.link), .reset)
      default: rig.obey(.revoke(user: "alice"))
      }
    for link in [peerLink, dataLink, waiting.link] {
      // The one that waited was given up long before the allocation expired.
      #expect(outputs.contains(.action(.abort(link))), "\(link)")
    }
    #expect(outputs.contains(.action(.closeListener(number))))
    #expect(rig.machine.peers.count == 0 && rig.machine.allocationCount == 0)
    let late = LinkID.test(12)
    let opened = rig.open(late, .test(listener: nil), ticket: ticket)
    #expect(opened == [.action(.abort(late))])
  }

  @Test func `a listener that comes too late is closed`() throws {
    var rig = try makeServer()
    var client = rig.connect()
    rig.fetchNonce(&client)
    rig.answer = { _, _ in nil }
    let bytes = client.signed(.allocate, [.transport(6)], id: client.freshID())
    let asked = rig.receive(bytes, from: client)
    guard case .action(.open(.listen(let place), let ticket)) = asked.first else {
      Issue.record("\(asked)")
      return
    }
    rig.close(try #require(client.link), .reset)
    let outputs = rig.tell(.opened(ticket, .listener(7, place)))
    #expect(outputs == [.action(.closeListener(7))])
  }
}
