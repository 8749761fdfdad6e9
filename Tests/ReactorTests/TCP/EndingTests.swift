import CSignaldLinux
import Glibc
import SansIO
import Testing

@testable import Reactor

@Suite struct EndingTests {
  @Test func `a half-close lets the other direction go on, then both close in order`() throws {
    var rig = try LinkRig()
    let (theirs, ours) = (rig.accepted, rig.connected)
    try rig.client.command { _, outbox in
      outbox.write([1], to: ours)
      outbox.finish(ours)
    }
    #expect(try rig.turn { server, _ in server.facts.last == .link(theirs, nil, .ended) })
    #expect(rig.server.probe.stream == [1])
    try rig.server.command { _, outbox in outbox.write([2, 3], to: theirs) }
    #expect(try rig.turn { $1.stream == [2, 3] })
    try rig.server.command { _, outbox in outbox.finish(theirs) }
    #expect(try rig.turn { $0.facts.count + $1.facts.count == 8 })
    #expect(Array(rig.serverChanges.dropFirst()) == [.ended, .closed(.finished)])
    #expect(Array(rig.clientChanges.dropFirst()) == [.ended, .closed(.finished)])
    #expect(rig.server.reactor.linkCount == 0)
    #expect(rig.client.reactor.linkCount == 0)
  }

  @Test func `an abort is told apart from a finish, on both sides`() throws {
    var rig = try LinkRig()
    let ours = rig.connected
    try rig.client.command { _, outbox in outbox.abort(ours) }
    #expect(try rig.turn { server, _ in server.facts.count == 2 })
    #expect(Array(rig.clientChanges.dropFirst()) == [.closed(.local)])
    #expect(Array(rig.serverChanges.dropFirst()) == [.closed(.reset)])
  }

  @Test func `what was sent before a reset of the peer's is a reset, told once`() throws {
    var rig = try LinkRig()
    let (theirs, ours) = (rig.accepted, rig.connected)
    try rig.client.command { _, outbox in outbox.abort(ours) }
    try rig.server.command { _, outbox in
      for _ in 0..<3 { outbox.write([1], to: theirs) }
    }
    #expect(try rig.turn { server, _ in server.changes(of: theirs).contains { $0.isClosed } })
    for _ in 0..<3 { try rig.server.reactor.turn(maximumWait: 0) }
    #expect(Array(rig.serverChanges.dropFirst()) == [.closed(.reset)])
  }

  @Test(arguments: [EPIPE, ECONNRESET, ETIMEDOUT, EHOSTUNREACH])
  func `an error of a write closes the stream with its meaning`(error: Int32) throws {
    var rig = try LinkRig()
    let ours = rig.connected
    Call.sendVectors.fail(error)
    try rig.client.command { _, outbox in outbox.write([1], to: ours) }
    let expected: Ending =
      error == ETIMEDOUT ? .timedOut : error == EHOSTUNREACH ? .unreachable : .reset
    #expect(Array(rig.clientChanges.dropFirst()) == [.closed(expected)])
  }

  @Test func `a paused stream is not read, and not reported for ever when the peer is done`() throws
  {
    var rig = try LinkRig()
    let (theirs, ours) = (rig.accepted, rig.connected)
    try rig.server.command { _, outbox in
      outbox.pause(theirs)
      outbox.finish(theirs)
    }
    try rig.client.command { _, outbox in
      outbox.write([1, 2, 3], to: ours)
      outbox.finish(ours)
    }
    #expect(try rig.turn { $1.changes(of: ours).contains(.closed(.finished)) })
    // The first wait may still find the hang-up; after it the loop sleeps.
    for _ in 0..<3 { try rig.server.reactor.turn(maximumWait: 0) }
    #expect(try rig.server.reactor.core.poller.wait(milliseconds: 0) == 0)
    #expect(rig.server.probe.stream.isEmpty)
    try rig.server.command { _, outbox in outbox.resume(theirs) }
    #expect(try rig.turn { server, _ in server.changes(of: theirs).contains { $0.isClosed } })
    #expect(rig.server.probe.stream == [1, 2, 3])
    #expect(Array(rig.serverChanges.dropFirst()) == [.ended, .closed(.finished)])
  }

  @Test func `a reset of a paused stream is told at once`() throws {
    var rig = try LinkRig()
    let (theirs, ours) = (rig.accepted, rig.connected)
    try rig.server.command { _, outbox in outbox.pause(theirs) }
    try rig.client.command { _, outbox in outbox.abort(ours) }
    #expect(try rig.turn { server, _ in server.facts.count == 2 })
    #expect(rig.serverChanges.last == .closed(.reset))
  }

  @Test func `a write beyond the limit closes the stream as overflowing`() throws {
    var settings = ReactorSettings()
    settings.marks = LinkBacklog.Marks(low: 10, high: 20, limit: 100)
    var rig = try LinkRig(settings: settings)
    let ours = rig.connected
    try rig.client.command { _, outbox in
      outbox.write(Array(repeating: 1, count: 101), to: ours)
    }
    #expect(Array(rig.clientChanges.dropFirst()) == [.closed(.overflow)])
    #expect(try rig.turn { server, _ in server.facts.count == 2 })
    #expect(rig.serverChanges.last == .closed(.reset))
  }

  @Test func `keeping more than the bound closes the stream as overflowing`() throws {
    var settings = ReactorSettings()
    settings.maximumKept = 1_000
    var rig = try LinkRig(
      settings: settings,
      serving: { event, _, outbox in
        if case .chunk(let chunk) = event { outbox.keep(chunk.bytes, of: chunk) }
      })
    let (theirs, ours) = (rig.accepted, rig.connected)
    try rig.client.command { _, outbox in
      outbox.write(Array(repeating: 1, count: 1_000), to: ours)
    }
    #expect(try rig.turn { server, _ in server.stream.count == 1_000 })
    #expect(!rig.serverChanges.contains { $0.isClosed })
    try rig.client.command { _, outbox in outbox.write([1], to: ours) }
    #expect(try rig.turn { server, _ in server.changes(of: theirs).contains { $0.isClosed } })
    #expect(rig.serverChanges.last == .closed(.overflow))
  }

  @Test func `a peer that never finishes is reset after the linger time`() throws {
    var settings = ReactorSettings()
    settings.lingerTimeout = 20
    var rig = try LinkRig(settings: settings)
    let (theirs, ours) = (rig.accepted, rig.connected)
    try rig.client.command { _, outbox in outbox.finish(ours) }
    #expect(try rig.turn { $1.changes(of: ours).contains { $0.isClosed } })
    #expect(rig.clientChanges.last == .closed(.timedOut))
    #expect(try rig.turn { server, _ in server.changes(of: theirs).contains { $0.isClosed } })
    #expect(Array(rig.serverChanges.dropFirst()) == [.ended, .closed(.reset)])
  }
}
