import CSignaldLinux
import SansIO
import Testing

@testable import Reactor

@Suite struct SecureLinkTests {
  @Test func `a secure stream opens with name and protocol, and carries bytes both ways`() throws {
    let (context, wish) = try TLSRig.make(alpn: ["stun.turn"])
    var rig = try LinkRig(secure: context, as: wish, serving: StreamTests.echo)
    for change in [rig.serverChanges[0], rig.clientChanges[0]] {
      guard case .opened(let info) = change else {
        Issue.record("not opened")
        return
      }
      #expect(info.isSecure)
      #expect(info.serverName == "localhost")
      #expect(info.alpn == "stun.turn")
    }
    let link = rig.connected
    let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }
    try rig.client.command { _, outbox in outbox.write(bytes, to: link) }
    #expect(try rig.turn { $1.stream.count == bytes.count })
    #expect(rig.client.probe.stream == bytes)
  }

  @Test func `a secure stream handed on as it opens takes along what came with the handshake`()
    throws
  {
    let (context, wish) = try TLSRig.make()
    var server = try Bench { event, _, outbox in
      guard case .link(let link, _, .opened) = event, link.owner == Owner(rawValue: 0)
      else { return }
      outbox.hand(link, to: link.loop, for: Owner(rawValue: 5))
    }
    let (_, target) = try server.reactor.listen(tcp: .v4(), secure: context)
    var client = try Bench { event, _, outbox in
      if case .link(let link, _, .opened) = event { outbox.write([1, 2, 3], to: link) }
    }
    try client.command { _, outbox in
      outbox.open(.connect(from: nil, to: target, secure: wish), as: Ticket(1))
    }
    // The server turns only when the client has sent all it can: the last of the handshake and the
    // bytes come together.
    for _ in 0..<100 where server.probe.stream.isEmpty {
      for _ in 0..<4 { try client.reactor.turn(maximumWait: 2) }
      try server.reactor.turn(maximumWait: 20)
    }
    let moved = try #require(server.probe.links.last)
    #expect(moved.owner == Owner(rawValue: 5))
    #expect(server.probe.facts.filter(\.isChunk) == [.chunk([1, 2, 3], moved)])
  }

  @Test func `close_notify is a half-close, and both close in order`() throws {
    let (context, wish) = try TLSRig.make()
    var rig = try LinkRig(secure: context, as: wish)
    let (theirs, ours) = (rig.accepted, rig.connected)
    try rig.client.command { _, outbox in
      outbox.write([1], to: ours)
      outbox.finish(ours)
    }
    #expect(try rig.turn { server, _ in server.facts.last == .link(theirs, nil, .ended) })
    try rig.server.command { _, outbox in
      outbox.write([2], to: theirs)
      outbox.finish(theirs)
    }
    #expect(try rig.turn { $1.changes(of: ours).contains { $0.isClosed } })
    #expect(rig.client.probe.stream == [2])
    #expect(Array(rig.serverChanges.dropFirst()) == [.ended, .closed(.finished)])
    #expect(Array(rig.clientChanges.dropFirst()) == [.ended, .closed(.finished)])
  }

  @Test func `a stream cut without close_notify is a reset`() throws {
    let (context, wish) = try TLSRig.make()
    var rig = try LinkRig(secure: context, as: wish)
    let theirs = rig.accepted
    _ = csys_shut_down_writing(rig.descriptors.client)
    #expect(try rig.turn { server, _ in server.changes(of: theirs).contains { $0.isClosed } })
    #expect(Array(rig.serverChanges.dropFirst()) == [.closed(.reset)])
  }

  @Test func `a client that does not speak TLS is never announced`() throws {
    let (context, _) = try TLSRig.make()
    var server = try Bench()
    var client = try Bench { event, _, outbox in
      if case .link(let link, _, .opened) = event { outbox.write(Array("GET /".utf8), to: link) }
    }
    let (_, target) = try server.reactor.listen(tcp: .v4(), secure: context)
    try client.command { _, outbox in
      outbox.open(.connect(from: nil, to: target, secure: nil), as: Ticket(1))
    }
    for _ in 0..<5 {
      try client.reactor.turn(maximumWait: 5)
      try server.reactor.turn(maximumWait: 5)
    }
    #expect(server.probe.facts.isEmpty)
    #expect(server.reactor.linkCount == 0)
  }

  @Test func `a handshake that takes too long ends, on both sides`() throws {
    let (context, wish) = try TLSRig.make()
    var settings = ReactorSettings()
    settings.handshakeTimeout = 30
    var silent = try Bench(settings: settings)
    var client = try Bench(settings: settings)
    let (_, target) = try silent.reactor.listen(tcp: .v4())
    let opened = try client.open(.connect(from: nil, to: target, secure: wish))
    #expect(opened == .failed(.timedOut))
    let (_, place) = try silent.reactor.listen(tcp: .v4(), secure: context)
    try client.command { _, outbox in
      outbox.open(.connect(from: nil, to: place, secure: nil), as: Ticket(2))
    }
    #expect(try silent.turn { $0.links.count == 1 })
    while silent.reactor.linkCount < 2 { try silent.reactor.turn(maximumWait: 5) }
    for _ in 0..<20 where silent.reactor.linkCount > 1 {
      try silent.reactor.turn(maximumWait: 10)
    }
    #expect(silent.reactor.linkCount == 1)
    #expect(silent.probe.links.count == 1)
  }

  @Test func `no more than two handshakes go on in one turn`() throws {
    let (context, wish) = try TLSRig.make()
    var server = try Bench()
    var client = try Bench()
    let (_, target) = try server.reactor.listen(tcp: .v4(), secure: context)
    try client.command { _, outbox in
      for number in 0..<5 {
        outbox.open(.connect(from: nil, to: target, secure: wish), as: Ticket(UInt64(number)))
      }
    }
    for _ in 0..<5 { try client.reactor.turn(maximumWait: 5) }
    var announced: [Int] = []
    for _ in 0..<20 where announced.last != 5 {
      try server.reactor.turn(maximumWait: 5)
      for _ in 0..<4 { try client.reactor.turn(maximumWait: 0) }
      announced.append(server.probe.links.count)
    }
    #expect(announced.last == 5)
    #expect(zip([0] + announced, announced).allSatisfy { $1 - $0 <= 2 })
  }

  @Test func `a certificate nobody vouches for fails a client that verifies`() throws {
    let (context, _) = try TLSRig.make()
    var server = try Bench()
    var client = try Bench()
    let (_, target) = try server.reactor.listen(tcp: .v4(), secure: context)
    try client.command { _, outbox in
      outbox.open(
        .connect(from: nil, to: target, secure: Secure(serverName: "localhost")), as: Ticket(1))
    }
    for _ in 0..<50 where client.probe.openings.isEmpty {
      try client.reactor.turn(maximumWait: 5)
      try server.reactor.turn(maximumWait: 5)
    }
    guard case .failed(.tls) = client.probe.openings.first else {
      Issue.record("it was not refused")
      return
    }
  }

  @Test func `a stream is secured in place, what was kept belongs to the handshake`() throws {
    let (context, wish) = try TLSRig.make()
    let mailbox = try Mailbox<Probe.Command>()
    let probe = Probe { event, _, outbox in
      guard case .chunk(let chunk) = event else { return }
      // 22 is the content type of a TLS handshake (RFC 8446 §5.1).
      if chunk.bytes.uint8(at: 0) == 22 {
        outbox.keep(chunk.bytes, of: chunk)
        outbox.secure(chunk.link, as: nil)
      } else {
        outbox.forward(chunk.bytes, of: chunk, behind: nil, padding: 0, to: chunk.link)
      }
    }
    var server = try Reactor(
      loop: LoopID(rawValue: 0), running: probe, mailboxes: [mailbox],
      tls: TLSContexts(server: context))
    let (_, target) = try server.listen(tcp: .v4())
    var client = try Bench { event, _, outbox in
      guard case .link(let link, _, .opened(let info)) = event else { return }
      if info.isSecure {
        outbox.write([7, 8], to: link)
      } else {
        outbox.secure(link, as: wish)
        outbox.write([5, 6], to: link)
      }
    }
    try client.command { _, outbox in
      outbox.open(.connect(from: nil, to: target, secure: nil), as: Ticket(1))
    }
    for _ in 0..<100 where client.probe.stream.count < 4 {
      try client.reactor.turn(maximumWait: 5)
      try server.turn(maximumWait: 5)
    }
    #expect(client.probe.stream == [5, 6, 7, 8])
    #expect(client.probe.links.count == 2)
    #expect(server.withMachine { $0.links.count } == 2)
  }
}
