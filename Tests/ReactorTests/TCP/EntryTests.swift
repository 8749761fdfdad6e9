import SansIO
import Testing

@testable import Reactor

/// What comes first on accepted streams.
@Suite struct EntryTests {
  private static let nearby = [IPPrefix(.loopbackV4, length: 32)!]

  /// A server with this entry, and a client whose machine writes these bytes as soon as it can.
  private static func meet(
    _ entry: StreamEntry, writing pieces: [[UInt8]], as wish: Secure? = nil,
    settings: ReactorSettings = ReactorSettings(), until isDone: (inout Probe) -> Bool
  ) throws -> (facts: [Probe.Fact], isDone: Bool, client: [Probe.Fact]) {
    var server = try Bench(settings: settings)
    var client = try Bench()
    let (_, target) = try server.reactor.listen(tcp: .v4(), entry: entry)
    try client.command { _, outbox in
      outbox.open(.connect(from: nil, to: target, secure: wish), as: Ticket(1))
    }
    var pieces = pieces
    var isMet = false
    for _ in 0..<150 where !isMet {
      try client.reactor.turn(maximumWait: 1)
      if let link = client.probe.links.first, !pieces.isEmpty {
        let piece = pieces.removeFirst()
        try client.command { _, outbox in outbox.write(piece, to: link) }
      }
      try server.reactor.turn(maximumWait: 2)
      isMet = pieces.isEmpty && server.reactor.withMachine { isDone(&$0) }
    }
    for _ in 0..<3 { try client.reactor.turn(maximumWait: 1) }
    return (server.probe.facts, isMet, client.probe.facts)
  }

  private static func info(_ facts: [Probe.Fact]) -> LinkInfo? {
    guard case .link(_, _, .opened(let info))? = facts.first else { return nil }
    return info
  }

  private static func stream(_ facts: [Probe.Fact]) -> [UInt8] {
    var stream: [UInt8] = []
    for case .chunk(let bytes, _) in facts { stream += bytes }
    return stream
  }

  @Test func `a listener for both takes plain streams and TLS by their first byte`() throws {
    let (context, wish) = try TLSRig.make()
    let entry = StreamEntry(secure: context, takesPlain: true)
    let plain = try Self.meet(entry, writing: [[0x47], [0x45]]) { $0.stream.count == 2 }
    #expect(plain.isDone && Self.info(plain.facts)?.isSecure == false)
    #expect(Self.stream(plain.facts) == [0x47, 0x45])
    let secure = try Self.meet(entry, writing: [[1, 2, 3]], as: wish) { $0.stream.count == 3 }
    #expect(secure.isDone && Self.info(secure.facts)?.isSecure == true)
    #expect(Self.info(secure.facts)?.serverName == "localhost")
  }

  @Test func `who sends nothing at all is closed in time, and nobody hears of it`() throws {
    let (context, _) = try TLSRig.make()
    var settings = ReactorSettings()
    settings.handshakeTimeout = 30
    for entry in [
      StreamEntry(secure: context, takesPlain: true), StreamEntry(proxies: Self.nearby),
    ] {
      let met = try Self.meet(entry, writing: [], settings: settings) { _ in false }
      #expect(met.facts.isEmpty)
      #expect(
        met.client.contains { if case .link(_, _, .closed) = $0 { true } else { false } })
    }
  }

  @Test func `a PROXY header names the client, before TLS and in any pieces`() throws {
    let (context, _) = try TLSRig.make()
    let text = Array("PROXY TCP4 192.0.2.7 198.51.100.1 4000 443\r\n".utf8)
    for pieces in [[text + [9]], text.map { [$0] } + [[9]]] {
      let met = try Self.meet(
        StreamEntry(secure: context, takesPlain: true, proxies: Self.nearby), writing: pieces
      ) { $0.stream == [9] }
      #expect(met.isDone)
      #expect(Self.info(met.facts)?.origin == Endpoint("192.0.2.7:4000"))
      #expect(Self.info(met.facts)?.remote.address == .loopbackV4)
    }
  }

  @Test func `TLS follows a PROXY header`() throws {
    var server = try Bench()
    let (_, target) = try server.reactor.listen(
      tcp: .v4(),
      entry: StreamEntry(secure: TLSPair.context(), proxies: Self.nearby))
    let wish = Secure(serverName: "localhost", verifiesPeer: false)
    var client = try Bench { event, _, outbox in
      guard case .link(let link, _, .opened(let info)) = event, !info.isSecure else { return }
      outbox.write(
        Array("PROXY TCP6 2001:db8::7 2001:db8::1 4000 443\r\n".utf8), to: link)
      outbox.secure(link, as: wish)
      outbox.write([1, 2], to: link)
    }
    try client.command { _, outbox in
      outbox.open(.connect(from: nil, to: target, secure: nil), as: Ticket(1))
    }
    for _ in 0..<100 where server.probe.stream.isEmpty {
      try client.reactor.turn(maximumWait: 2)
      try server.reactor.turn(maximumWait: 2)
    }
    #expect(server.probe.stream == [1, 2])
    let info = Self.info(server.probe.facts)
    #expect(info?.origin == Endpoint("[2001:db8::7]:4000") && info?.isSecure == true)
  }

  @Test func `a listed proxy must send a header, and anybody else's is not recognised`() throws {
    let listed = try Self.meet(
      StreamEntry(proxies: Self.nearby), writing: [Array("GET / HTTP/1.1\r\n".utf8)]
    ) { _ in false }
    #expect(listed.facts.isEmpty)
    #expect(
      listed.client.contains { if case .link(_, _, .closed(.reset)) = $0 { true } else { false } })
    let header = Array("PROXY TCP4 192.0.2.7 198.51.100.1 4000 443\r\n".utf8)
    let elsewhere = [IPPrefix(.v4(0x0A00_0000), length: 8)!]
    let other = try Self.meet(StreamEntry(proxies: elsewhere), writing: [header]) {
      $0.stream.count == header.count
    }
    #expect(other.isDone && Self.stream(other.facts) == header)
    #expect(Self.info(other.facts)?.origin.address == .loopbackV4)
  }
}
