import SansIO
import Testing

@testable import Reactor

/// A machine's own associations with servers.
@Suite struct AssociatingTests {
  private static let wish = Secure(serverName: "localhost", verifiesPeer: false)

  /// A server with DTLS, and a client that trusts its certificate and asks for an association.
  private struct Meeting: ~Copyable {
    var server: Bench
    var client: Bench
    let target: Endpoint
    let opened: Opened?

    init(as name: String) throws {
      var server = try Bench(DTLSRig.echo)
      let (_, target) = try server.reactor.listen(udp: .v4(), secure: TLSPair.context())
      var client = try Bench(tls: TLSContexts(client: TLSPair.trusting))
      try client.command { _, outbox in
        outbox.open(
          .associate(from: nil, to: target, secure: Secure(serverName: name)), as: Ticket(3))
      }
      for _ in 0..<200 where client.probe.openings.isEmpty {
        try client.reactor.turn(maximumWait: 5)
        try server.reactor.turn(maximumWait: 5)
      }
      opened = client.probe.openings.first
      self.server = server
      self.client = client
      self.target = target
    }
  }

  @Test(arguments: ["localhost", "127.0.0.1"])
  func `an association opens with its path and carries data both ways`(name: String) throws {
    var meeting = try Meeting(as: name)
    guard case .path(let path)? = meeting.opened else {
      Issue.record("not opened")
      return
    }
    let target = meeting.target
    #expect(path.session != 0 && path.remote == target && path.local == .loopbackV4)
    try meeting.client.command { _, outbox in outbox.send([4, 5], along: path) }
    for _ in 0..<100 where meeting.client.probe.datagrams.isEmpty {
      try meeting.server.reactor.turn(maximumWait: 5)
      try meeting.client.reactor.turn(maximumWait: 5)
    }
    #expect(meeting.client.probe.facts.last == .datagram([4, 5], path, Marking()))
    // Closing the socket says farewell.
    try meeting.client.command { _, outbox in outbox.close(path.socket) }
    #expect(
      try meeting.server.turn { if case .departed? = $0.facts.last { true } else { false } })
    #expect(meeting.client.reactor.associationCount == 0)
    #expect(meeting.client.reactor.socketCount == 0)
  }

  @Test(arguments: ["example.com", "127.0.0.2"])
  func `a certificate for another name is refused`(name: String) throws {
    var meeting = try Meeting(as: name)
    guard case .failed(.tls)? = meeting.opened else {
      Issue.record("not refused")
      return
    }
    #expect(meeting.client.reactor.socketCount == 0)
    for _ in 0..<3 { try meeting.server.reactor.turn(maximumWait: 5) }
    #expect(meeting.server.reactor.associationCount == 0)
  }

  @Test func `a server that is not there refuses, a silent one times out`() throws {
    var settings = ReactorSettings()
    settings.handshakeTimeout = 50
    var bench = try Bench(settings: settings)
    var silent = try Bench()
    let (socket, target) = try silent.socket()
    #expect(
      try bench.open(.associate(from: nil, to: target, secure: Self.wish)) == .failed(.timedOut))
    try silent.command { _, outbox in outbox.close(socket) }
    #expect(
      try bench.open(.associate(from: nil, to: target, secure: Self.wish)) == .failed(.refused))
    #expect(
      try bench.open(.associate(from: nil, to: target, secure: Secure(serverName: "")))
        == .failed(.local))
    #expect(bench.reactor.socketCount == 0 && bench.reactor.associationCount == 0)
  }
}
