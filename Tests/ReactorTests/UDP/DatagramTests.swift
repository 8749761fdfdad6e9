import CSignaldLinux
import SansIO
import Testing

@testable import Reactor

@Suite struct DatagramTests {
  /// A probe that sends every datagram back.
  static let echo: @Sendable (Event, inout Probe, inout Outbox) -> Void = { event, _, outbox in
    guard case .datagram(let datagram) = event else { return }
    outbox.forward(
      datagram.bytes, of: datagram, along: datagram.path, marked: Marking())
  }

  @Test(arguments: [Endpoint.v4(), Endpoint.v6])
  func `datagrams are echoed in order, an empty one too`(place: Endpoint) throws {
    var server = try Bench(Self.echo)
    var client = try Bench()
    let (_, target) = try server.socket(place)
    let (socket, local) = try client.socket(place)
    let path = Path(socket: socket, local: local.address, remote: target)
    try client.command { _, outbox in
      for count in 0..<100 {
        outbox.send(Array(repeating: UInt8(count), count: count), along: path)
      }
    }
    _ = try server.turn { $0.datagrams.count == 100 }
    #expect(try client.turn { $0.datagrams.count == 100 })
    #expect(client.probe.datagrams == (0..<100).map { Array(repeating: UInt8($0), count: $0) })
  }

  @Test(arguments: [false, true])
  func `the largest datagram passes, one more byte is told as undeliverable`(
    dontFragment: Bool
  ) throws {
    var server = try Bench(Self.echo)
    var client = try Bench()
    let (_, target) = try server.socket()
    let (socket, local) = try client.socket()
    let path = Path(socket: socket, local: local.address, remote: target)
    let marking = Marking(dontFragment: dontFragment)
    try client.command { _, outbox in
      outbox.send(Array(repeating: 1, count: 65_507), along: path, marked: marking)
      outbox.send(Array(repeating: 2, count: 65_508), along: path, marked: marking)
      outbox.send([3], along: path)
    }
    _ = try server.turn { $0.datagrams.count == 2 }
    #expect(try client.turn { $0.datagrams.count == 2 })
    #expect(client.probe.datagrams.map(\.count) == [65_507, 1])
    #expect(
      client.probe.reports == [Undeliverable(path: path, type: 3, code: 4, mtu: 0)])
  }

  @Test func `a wildcard socket answers from the address it was asked at`() throws {
    var server = try Bench(Self.echo)
    var client = try Bench()
    let (_, bound) = try server.socket(Endpoint(address: .anyV4, port: 0))
    let (socket, local) = try client.socket()
    let target = Endpoint.v4(2, port: bound.port)
    let path = Path(socket: socket, local: local.address, remote: target)
    try client.command { _, outbox in outbox.send([1, 2, 3], along: path) }
    _ = try server.turn { $0.datagrams.count == 1 }
    #expect(try client.turn { $0.datagrams.count == 1 })
    #expect(client.probe.facts.last == .datagram([1, 2, 3], path, Marking()))
  }

  @Test func `a wildcard IPv6 socket tells the address it was asked at`() throws {
    var server = try Bench(Self.echo)
    var client = try Bench()
    let (_, bound) = try server.socket(Endpoint(address: .anyV6, port: 0))
    let (socket, local) = try client.socket(.v6)
    let target = Endpoint(address: .loopbackV6, port: bound.port)
    let path = Path(socket: socket, local: local.address, remote: target)
    try client.command { _, outbox in outbox.send([1], along: path) }
    _ = try server.turn { $0.datagrams.count == 1 }
    #expect(try client.turn { $0.datagrams.count == 1 })
    guard case .datagram(_, let arrived, _) = server.probe.facts.last else {
      Issue.record("nothing arrived")
      return
    }
    #expect(arrived.local == .loopbackV6)
  }

  @Test func `a forwarded datagram leaves behind its header`() throws {
    var peer = try Bench()
    let (_, target) = try peer.socket()
    var relay = try Bench { event, _, outbox in
      guard case .datagram(let datagram) = event else { return }
      var path = datagram.path
      path.remote = target
      outbox.forward(datagram, behind: 0x4000_0003, along: path, marked: Marking())
    }
    let (_, middle) = try relay.socket()
    var client = try Bench()
    let (socket, local) = try client.socket()
    let path = Path(socket: socket, local: local.address, remote: middle)
    try client.command { _, outbox in outbox.send([7, 8, 9], along: path) }
    _ = try relay.turn { $0.datagrams.count == 1 }
    #expect(try peer.turn { $0.datagrams.count == 1 })
    #expect(peer.probe.datagrams == [[0x40, 0, 0, 3, 7, 8, 9]])
  }

  @Test(arguments: [Endpoint.v4(), Endpoint.v6])
  func `a marking reaches the receiver`(place: Endpoint) throws {
    var settings = ReactorSettings()
    settings.readsMarkings = true
    var server = try Bench(settings: settings)
    var client = try Bench()
    let (_, target) = try server.socket(place)
    let (socket, local) = try client.socket(place)
    let path = Path(socket: socket, local: local.address, remote: target)
    try client.command { _, outbox in
      outbox.send([1], along: path, marked: Marking(trafficClass: 0xB8))
      outbox.send([2], along: path)
    }
    #expect(try server.turn { $0.datagrams.count == 2 })
    let classes = server.probe.facts.compactMap {
      if case .datagram(_, _, let marking) = $0 { marking.trafficClass } else { nil }
    }
    #expect(classes == [0xB8, 0])
  }

  @Test func `the don't-fragment flag is set for one datagram and not for the next`() throws {
    var client = try Bench()
    let (socket, local) = try client.socket()
    let (_, target) = try client.socket()
    let path = Path(socket: socket, local: local.address, remote: target)
    for isSet in [true, false] {
      try client.command { _, outbox in
        outbox.send([1], along: path, marked: Marking(dontFragment: isSet))
      }
      var value: Int32 = -1
      let fd = client.reactor.core.sockets[Int(socket.index)].descriptor.number
      unsafe csys_get_option(fd, CSYS_DONT_FRAGMENT_V4, &value)
      #expect(value == (isSet ? 1 : 0))
    }
  }

  @Test(arguments: [Endpoint.v4(), Endpoint.v6])
  func `an ICMP port unreachable is told and later datagrams still leave`(place: Endpoint) throws {
    var client = try Bench()
    var server = try Bench()
    let (socket, local) = try client.socket(place)
    let (_, target) = try server.socket(place)
    let (dead, gone) = try server.socket(place)
    try server.command { _, outbox in outbox.close(dead) }
    let lost = Path(socket: socket, local: local.address, remote: gone)
    let path = Path(socket: socket, local: local.address, remote: target)
    try client.command { _, outbox in outbox.send([1], along: lost) }
    try client.command { _, outbox in
      for _ in 0..<3 { outbox.send([2], along: path) }
    }
    #expect(try client.turn { !$0.reports.isEmpty })
    #expect(try server.turn { $0.datagrams.count == 3 })
    let isV4 = place.address.family == .v4
    let expected = Undeliverable(path: lost, type: isV4 ? 3 : 1, code: isV4 ? 3 : 4, mtu: 0)
    #expect(client.probe.reports == [expected])
  }

  @Test func `an ICMP error on a wildcard socket names the address it came to`() throws {
    var client = try Bench()
    let (socket, _) = try client.socket(Endpoint(address: .anyV4, port: 0))
    let (dead, gone) = try client.socket()
    let path = Path(socket: socket, local: .v4(0x7F00_0002), remote: gone)
    try client.command { _, outbox in outbox.close(dead) }
    try client.command { _, outbox in outbox.send([1], along: path) }
    #expect(try client.turn { !$0.reports.isEmpty })
    #expect(client.probe.reports.map(\.path) == [path])
  }

  @Test func `datagrams for a closed socket are dropped, its successor is not reached`() throws {
    var bench = try Bench()
    let (first, local) = try bench.socket()
    let (_, target) = try bench.socket()
    try bench.command { _, outbox in outbox.close(first) }
    let (second, _) = try bench.socket()
    #expect(second.index == first.index)
    #expect(second.generation != first.generation)
    let path = Path(socket: first, local: local.address, remote: target)
    try bench.command { _, outbox in outbox.send([1], along: path) }
    #expect(bench.reactor.statistics.datagramsDropped == 1)
    #expect(bench.reactor.statistics.datagramsSent == 0)
  }
}
