import SansIO
import Testing

@testable import Reactor

@Suite struct AssociationTests {
  @Test func `RFC 7350 §3 an association carries datagrams both ways, beside plain ones`() throws {
    var rig = try DTLSRig()
    let end = try DTLSRig.end()
    #expect(try rig.handshake(end) == .done)
    #expect(try rig.exchange([1, 2, 3], through: end) == [[1, 2, 3]])
    #expect(try rig.exchange([0, 1, 2]) == [[0, 1, 2]])
    let sessions = rig.server.probe.facts.compactMap { fact in
      if case .datagram(_, let path, _) = fact { path.session } else { nil }
    }
    #expect(sessions.count == 2 && sessions[0] != 0 && sessions[1] == 0)
    #expect(rig.server.reactor.associationCount == 1)
    #expect(rig.server.reactor.statistics.associationsOpened == 1)
  }

  @Test func `RFC 7983 §7 only 20 to 63 as first byte is taken for DTLS`() throws {
    var rig = try DTLSRig()
    for first in UInt8.min...UInt8.max {
      let isSealed = (20...63).contains(first)
      #expect(try rig.exchange([first, 0, 0]) == (isSealed ? [] : [[first, 0, 0]]))
    }
    #expect(rig.server.reactor.associationCount == 0)
  }

  @Test func `payloads of all sizes pass, with a header and without`() throws {
    var rig = try DTLSRig { event, _, outbox in
      guard case .datagram(let datagram) = event else { return }
      if datagram.bytes.byteCount % 2 == 0 {
        outbox.forward(datagram, behind: 0x4000_0001, along: datagram.path, marked: Marking())
      } else {
        outbox.forward(datagram.bytes, of: datagram, along: datagram.path, marked: Marking())
      }
    }
    let end = try DTLSRig.end()
    #expect(try rig.handshake(end) == .done)
    for size in [1, 2, 100, 1_199, 1_400, 9_000, 16_380] {
      let payload = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
      let expected = size % 2 == 0 ? [0x40, 0, 0, 1] + payload : payload
      #expect(try rig.exchange(payload, through: end) == [expected])
    }
    // Beyond what one record holds nothing can leave, and the association lives on.
    #expect(try rig.exchange([UInt8](repeating: 1, count: 16_384), through: end) == [])
    #expect(rig.server.reactor.statistics.datagramsDropped == 1)
    #expect(try rig.exchange([7], through: end) == [[7]])
  }

  @Test func `many datagrams to one association leave as many records`() throws {
    var rig = try DTLSRig { event, _, outbox in
      guard case .datagram(let datagram) = event else { return }
      for number in 0..<200 {
        outbox.send(
          [UInt8](repeating: UInt8(number), count: 1_000), along: datagram.path)
      }
    }
    let end = try DTLSRig.end()
    #expect(try rig.handshake(end) == .done)
    let answers = try rig.exchange([1], through: end)
    #expect(answers.map(\.first) == (0..<200).map { UInt8($0) })
    #expect(answers.allSatisfy { $0.count == 1_000 })
  }

  @Test func `close_notify ends an association on both sides`() throws {
    var rig = try DTLSRig()
    let end = try DTLSRig.end()
    #expect(try rig.handshake(end) == .done)
    #expect(try rig.exchange([1], through: end) == [[1]])
    guard case .datagram(_, let path, _) = rig.server.probe.facts[0] else { return }
    end.shutdown()
    for datagram in try rig.exchange(end.takeAll()) { end.feed(datagram) }
    #expect(end.readAll().end == .closed)
    #expect(rig.server.probe.facts.last == .departed(path))
    #expect(rig.server.reactor.associationCount == 0)
    // What the machine sends along a path that is gone is dropped.
    try rig.server.command { _, outbox in outbox.send([1], along: path) }
    #expect(try rig.receive() == [])
    #expect(rig.server.reactor.statistics.datagramsDropped == 1)
  }

  @Test func `closing the socket tells the peers`() throws {
    var rig = try DTLSRig()
    let end = try DTLSRig.end()
    #expect(try rig.handshake(end) == .done)
    let socket = rig.socket
    try rig.server.command { _, outbox in outbox.close(socket) }
    for datagram in try rig.receive() { end.feed(datagram) }
    #expect(end.readAll().end == .closed)
    #expect(rig.server.reactor.associationCount == 0)
  }

  @Test func `a peer that begins anew replaces its association once it has proved itself`() throws {
    var rig = try DTLSRig()
    let (old, new) = (try DTLSRig.end(), try DTLSRig.end())
    #expect(try rig.handshake(old) == .done)
    #expect(try rig.exchange([1], through: old) == [[1]])
    guard case .datagram(_, let path, _) = rig.server.probe.facts[0] else { return }
    // As far as the server's flight: both live, and data goes through the old one.
    _ = new.step()
    for datagram in try rig.exchange(new.takeAll()) { new.feed(datagram) }
    _ = new.step()
    let flight = try rig.exchange(new.takeAll())
    #expect(rig.server.reactor.associationCount == 2)
    #expect(try rig.exchange([2], through: old) == [[2]])
    for datagram in flight {
      new.feed(datagram)
      _ = new.step()
    }
    #expect(try rig.handshake(new) == .done)
    #expect(rig.server.probe.facts.last == .departed(path))
    #expect(rig.server.reactor.associationCount == 1)
    #expect(try rig.exchange([3], through: new) == [[3]])
    guard case .datagram(_, let other, _)? = rig.server.probe.facts.last else { return }
    #expect(other.session != path.session)
  }

  @Test func `a flight that is lost is sent again`() throws {
    var rig = try DTLSRig()
    let end = try DTLSRig.end()
    _ = end.step()
    for datagram in try rig.exchange(end.takeAll()) { end.feed(datagram) }
    _ = end.step()
    #expect(try !rig.exchange(end.takeAll()).isEmpty)
    // That flight was lost on the way; a second later it comes again.
    var again: [[UInt8]] = []
    for _ in 0..<40 where again.isEmpty {
      try rig.server.reactor.turn(maximumWait: 100)
      again = try rig.receive()
    }
    for datagram in again {
      end.feed(datagram)
      _ = end.step()
    }
    #expect(try rig.handshake(end) == .done)
    #expect(try rig.exchange([5], through: end) == [[5]])
  }

  @Test func `a handshake that stands still is given up, and nobody hears of it`() throws {
    var settings = ReactorSettings()
    settings.handshakeTimeout = 30
    var rig = try DTLSRig(settings: settings)
    let end = try DTLSRig.end()
    _ = end.step()
    for datagram in try rig.exchange(end.takeAll()) { end.feed(datagram) }
    _ = end.step()
    _ = try rig.exchange(end.takeAll())
    for _ in 0..<40 where rig.server.reactor.associationCount > 0 {
      try rig.server.reactor.turn(maximumWait: 10)
    }
    #expect(rig.server.reactor.statistics.cookiesSent == 1)
    #expect(rig.server.reactor.associationCount == 0)
    #expect(rig.server.probe.facts.isEmpty)
  }

  @Test func `a peer that is silent for too long is told farewell`() throws {
    var settings = ReactorSettings()
    settings.associationIdleTimeout = 100
    var rig = try DTLSRig(settings: settings)
    let end = try DTLSRig.end()
    #expect(try rig.handshake(end) == .done)
    #expect(
      try rig.server.turn { probe in
        if case .departed? = probe.facts.last { true } else { false }
      })
    for datagram in try rig.receive() { end.feed(datagram) }
    #expect(end.readAll().end == .closed)
  }

  @Test func `only so many associations and handshakes go on at once`() throws {
    var settings = ReactorSettings()
    settings.maximumHalfOpenAssociations = 0
    var rig = try DTLSRig(settings: settings)
    #expect(try rig.handshake(try DTLSRig.end()) == .handshaking)
    #expect(rig.server.reactor.statistics.associationsRefused == 1)
    settings.maximumHalfOpenAssociations = 1
    settings.maximumAssociations = 1
    rig = try DTLSRig(settings: settings)
    #expect(try rig.handshake(try DTLSRig.end()) == .done)
    #expect(try rig.handshake(try DTLSRig.end()) == .handshaking)
    #expect(rig.server.reactor.associationCount == 1)
  }
}
