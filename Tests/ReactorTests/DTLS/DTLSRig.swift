import SansIO

@testable import Reactor

/// A server with DTLS and, at the other end, a plain socket through which the test itself speaks.
struct DTLSRig: ~Copyable {
  var server: Bench
  var client: Bench
  let socket: SocketID
  let target: Endpoint
  let path: Path
  let place: Endpoint
  private var seen = 0

  /// The server echoes what it gets, unless told otherwise.
  init(
    settings: ReactorSettings = ReactorSettings(), secure: TLSServerContext? = nil,
    serving: @escaping (Event, inout Probe, inout Outbox) -> Void = DTLSRig.echo
  ) throws {
    var server = try Bench(settings: settings, serving)
    var client = try Bench()
    let (socket, target) = try server.reactor.listen(
      udp: .v4(), secure: secure ?? TLSPair.context())
    let (own, place) = try client.socket()
    self.server = server
    self.client = client
    self.socket = socket
    self.target = target
    self.place = place
    path = Path(socket: own, local: place.address, remote: target)
  }

  static func echo(_ event: Event, _: inout Probe, _ outbox: inout Outbox) {
    guard case .datagram(let datagram) = event else { return }
    outbox.forward(datagram.bytes, of: datagram, along: datagram.path, marked: Marking())
  }

  /// The client's end of an association with the server.
  static func end(name: String = "localhost") throws -> TLSEnd {
    TLSEnd(
      try TLSSession(client: TLSPair.trusting, serverName: name, alpn: [], over: .datagrams))
  }

  /// Sends the server one datagram and answers what comes back.
  mutating func exchange(_ bytes: [UInt8]) throws -> [[UInt8]] {
    let path = path
    try client.command { _, outbox in outbox.send(bytes, along: path) }
    return try receive()
  }

  /// What the server has sent meanwhile. Where something must come, a busy machine gets its time.
  mutating func receive(atLeast count: Int = 0) throws -> [[UInt8]] {
    var rounds = 0
    while rounds < 3 || rounds < 1000 && client.probe.datagrams.count < seen + count {
      try server.reactor.turn(maximumWait: 1)
      try client.reactor.turn(maximumWait: 1)
      rounds += 1
    }
    let all = client.probe.datagrams
    defer { seen = all.count }
    return Array(all[seen...])
  }

  /// Lets both go on until neither has anything to say.
  mutating func handshake(_ end: TLSEnd) throws -> TLSSession.HandshakeState {
    var state = end.step()
    // A busy machine may deliver an answer late.
    for _ in 0..<200 {
      let flight = end.takeAll()
      guard state != .done || !flight.isEmpty else { break }
      var answers = flight.isEmpty ? try receive() : []
      for record in Self.records(flight) { answers += try exchange(record) }
      for datagram in answers {
        end.feed(datagram)
        state = end.step()
      }
    }
    return state
  }

  /// The records of a flight, to be sent one by one.
  private static func records(_ flight: [UInt8]) -> [[UInt8]] {
    var rest = flight[...]
    var records: [[UInt8]] = []
    while let start = rest.indices.first {
      let size = 13 + Int(rest[start + 11]) << 8 + Int(rest[start + 12])
      records.append(Array(rest.prefix(size)))
      rest = rest.dropFirst(size)
    }
    return records
  }

  /// Sends a payload encrypted and answers what comes back, decrypted.
  mutating func exchange(_ payload: [UInt8], through end: TLSEnd) throws -> [[UInt8]] {
    guard end.send(payload) else { return [] }
    let sealed = end.takeAll()
    let path = path
    try client.command { _, outbox in outbox.send(sealed, along: path) }
    return try receive(atLeast: sealed.isEmpty ? 0 : 1).map { datagram in
      end.feed(datagram)
      return end.readAll().bytes
    }
  }
}
