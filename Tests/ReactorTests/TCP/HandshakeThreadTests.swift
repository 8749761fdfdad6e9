import SansIO
import Testing

@testable import Reactor

/// Handshakes in a thread of their own.
struct HandshakeThreadTests {
  private static var settings: ReactorSettings {
    var settings = ReactorSettings()
    settings.shakesHandsApart = true
    return settings
  }

  @Test func `a stream opens and carries bytes both ways`() throws {
    let (context, wish) = try TLSRig.make(alpn: ["http/1.1"])
    var rig = try LinkRig(
      settings: Self.settings, secure: context, as: wish, serving: StreamTests.echo)
    guard case .opened(let info) = rig.serverChanges[0] else {
      Issue.record("not opened")
      return
    }
    #expect(info.isSecure && info.alpn == "http/1.1")
    let link = rig.connected
    let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }
    try rig.client.command { _, outbox in outbox.write(bytes, to: link) }
    #expect(try rig.turn { $1.stream.count == bytes.count })
    #expect(rig.client.probe.stream == bytes)
    let hasThreads = (
      server: rig.server.reactor.core.handshaker != nil,
      client: rig.client.reactor.core.handshaker != nil
    )
    #expect(hasThreads == (server: true, client: false))
  }

  @Test func `while a session is away its stream is not read, and may end`() throws {
    let (context, _) = try TLSRig.make()
    var server = try Bench(settings: Self.settings)
    var client = try Bench()
    let (_, target) = try server.reactor.listen(tcp: .v4(), secure: context)
    try client.command { _, outbox in
      outbox.open(.connect(from: nil, to: target, secure: nil), as: Ticket(1))
    }
    while server.reactor.linkCount == 0 {
      try client.reactor.turn(maximumWait: 5)
      try server.reactor.turn(maximumWait: 5)
    }
    let id = server.reactor.core.links[0].id
    let isSent = server.reactor.core.sendAway(0)
    let isAway = server.reactor.core.links[0].isSessionAway
    let isWatched = server.reactor.core.links[0].interest != nil
    let isWanted = !server.reactor.core.links[0].wantedInterest.isEmpty
    #expect(isSent && isAway && !isWatched && !isWanted)
    server.reactor.core.close(0, .timedOut)
    let isHeld = server.reactor.core.holds(id)
    #expect(!isHeld)
    // The session comes back to a stream that is gone.
    while !server.reactor.mailbox.hasMail {}
    try server.reactor.turn(maximumWait: 5)
    #expect(server.reactor.linkCount == 0 && server.probe.facts.isEmpty)
  }

  @Test func `a client that does not speak TLS is never announced`() throws {
    let (context, _) = try TLSRig.make()
    var server = try Bench(settings: Self.settings)
    var client = try Bench { event, _, outbox in
      if case .link(let link, _, .opened) = event { outbox.write(Array("GET /".utf8), to: link) }
    }
    let (_, target) = try server.reactor.listen(tcp: .v4(), secure: context)
    try client.command { _, outbox in
      outbox.open(.connect(from: nil, to: target, secure: nil), as: Ticket(1))
    }
    #expect(try client.turn { $0.links.count == 1 })
    while server.reactor.linkCount == 0 { try server.reactor.turn(maximumWait: 5) }
    for _ in 0..<200 where server.reactor.linkCount > 0 {
      try client.reactor.turn(maximumWait: 0)
      try server.reactor.turn(maximumWait: 5)
    }
    #expect(server.reactor.linkCount == 0 && server.probe.facts.isEmpty)
  }

  @Test func `a handshake that takes too long ends`() throws {
    let (context, _) = try TLSRig.make()
    var settings = Self.settings
    settings.handshakeTimeout = 30
    var server = try Bench(settings: settings)
    var client = try Bench()
    let (_, target) = try server.reactor.listen(tcp: .v4(), secure: context)
    try client.command { _, outbox in
      outbox.open(.connect(from: nil, to: target, secure: nil), as: Ticket(1))
    }
    #expect(try client.turn { $0.links.count == 1 })
    while server.reactor.linkCount == 0 { try server.reactor.turn(maximumWait: 5) }
    for _ in 0..<20 where server.reactor.linkCount > 0 {
      try server.reactor.turn(maximumWait: 10)
    }
    #expect(server.reactor.linkCount == 0 && server.probe.facts.isEmpty)
  }
}
