import SansIO

@testable import Reactor

/// A server and a client on loopback, with one stream between them, turned by the test's thread.
struct LinkRig: ~Copyable {
  var server: Bench
  var client: Bench
  var accepted: LinkID
  var connected: LinkID
  let target: Endpoint

  init(
    settings: ReactorSettings = ReactorSettings(), secure: TLSServerContext? = nil,
    as wish: Secure? = nil,
    serving: @escaping (Event, inout Probe, inout Outbox) -> Void = { _, _, _ in },
    _ body: @escaping (Event, inout Probe, inout Outbox) -> Void = { _, _, _ in }
  ) throws {
    var server = try Bench(settings: settings, serving)
    var client = try Bench(settings: settings, body)
    let (_, target) = try server.reactor.listen(tcp: .v4(), secure: secure)
    try client.command { _, outbox in
      outbox.open(.connect(from: nil, to: target, secure: wish), as: Ticket(5))
    }
    var links: [LinkID] = []
    for _ in 0..<200 where links.count < 2 {
      try client.reactor.turn(maximumWait: 5)
      try server.reactor.turn(maximumWait: 5)
      links = server.probe.links + client.probe.links
    }
    guard links.count == 2 else { throw RigError.notConnected(client.probe.facts) }
    self.server = server
    self.client = client
    self.target = target
    accepted = links[0]
    connected = links[1]
  }

  enum RigError: Error { case notConnected([Probe.Fact]) }

  /// Turns both until `isDone`; answers whether it was reached.
  mutating func turn(until isDone: (Probe, Probe) -> Bool) throws -> Bool {
    for _ in 0..<20_000 {
      if isDone(server.probe, client.probe) { return true }
      try client.reactor.turn(maximumWait: 1)
      try server.reactor.turn(maximumWait: 1)
    }
    return isDone(server.probe, client.probe)
  }

  var serverChanges: [LinkChange] { mutating get { server.probe.changes(of: accepted) } }
  var clientChanges: [LinkChange] { mutating get { client.probe.changes(of: connected) } }

  /// The descriptors, for what only the kernel can be asked.
  var descriptors: (server: Int32, client: Int32) {
    (
      server.reactor.core.links[Int(accepted.index)].descriptor.number,
      client.reactor.core.links[Int(connected.index)].descriptor.number
    )
  }
}

extension Probe {
  /// All bytes of all chunks, for machines that keep nothing.
  var stream: [UInt8] {
    var stream: [UInt8] = []
    for case .chunk(let bytes, _) in facts { stream += bytes }
    return stream
  }
}

extension LinkChange {
  var isClosed: Bool { if case .closed = self { true } else { false } }
  var isOpened: Bool { if case .opened = self { true } else { false } }
}
