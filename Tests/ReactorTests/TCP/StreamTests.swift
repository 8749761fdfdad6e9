import CSignaldLinux
import Glibc
import SansIO
import Testing

@testable import Reactor

@Suite struct StreamTests {
  static let echo: @Sendable (Event, inout Probe, inout Outbox) -> Void = { event, _, outbox in
    guard case .chunk(let chunk) = event else { return }
    outbox.forward(chunk.bytes, of: chunk, behind: nil, padding: 0, to: chunk.link)
  }

  @Test func `a connection opens on both sides, with its ticket and its endpoints`() throws {
    var rig = try LinkRig()
    guard case .link(_, let ticket, .opened(let ours)) = rig.client.probe.facts.first,
      case .link(_, nil, .opened(let theirs)) = rig.server.probe.facts.first
    else {
      Issue.record("not opened")
      return
    }
    #expect(ticket == Ticket(5))
    #expect(ours.remote == rig.target)
    #expect(theirs.local == rig.target)
    #expect(ours.local == theirs.remote)
    #expect(ours.listener == nil)
    #expect(theirs.listener == 0)
    #expect(!ours.isSecure && !theirs.isSecure)
  }

  @Test func `bytes are echoed in order, framed writes too`() throws {
    var rig = try LinkRig(serving: Self.echo)
    let link = rig.connected
    try rig.client.command { _, outbox in
      outbox.write([1, 2, 3], to: link)
      outbox.write([4], to: link)
    }
    #expect(try rig.turn { $1.stream.count == 4 })
    #expect(rig.client.probe.stream == [1, 2, 3, 4])
  }

  @Test func `a datagram goes on over a stream, framed and padded`() throws {
    var rig = try LinkRig(
      serving: { _, _, _ in },
      { event, probe, outbox in
        guard case .datagram(let datagram) = event, let link = probe.links.first else { return }
        outbox.forward(
          datagram.bytes, of: datagram, behind: 0x4001_0005, padding: 3, to: link)
      })
    let (_, place) = try rig.client.socket()
    var peer = try Bench()
    let (socket, local) = try peer.socket()
    let path = Path(socket: socket, local: local.address, remote: place)
    try peer.command { _, outbox in outbox.send([1, 2, 3, 4, 5], along: path) }
    #expect(try rig.turn { server, _ in server.stream.count == 12 })
    #expect(rig.server.probe.stream == [0x40, 1, 0, 5, 1, 2, 3, 4, 5, 0, 0, 0])
  }

  @Test(arguments: [false, true])
  func `ten megabytes pass both ways through tiny buffers, nothing lost`(isTLS: Bool) throws {
    let total = isTLS ? 2_000_000 : 10_000_000
    var settings = ReactorSettings()
    settings.marks = LinkBacklog.Marks(low: 4_096, high: 16_384, limit: 200_000)
    let (context, wish) = isTLS ? try TLSRig.make() : (nil, nil)
    var highest = 0
    var sent = 0
    var received = 0
    var isIntact = true
    func fill(_ link: LinkID, _ outbox: inout Outbox) {
      while sent < total, outbox.backlog.flow(of: link) == .open {
        let count = min(10_007, total - sent)
        outbox.write((sent..<sent + count).map { UInt8(truncatingIfNeeded: $0 / 7) }, to: link)
        sent += count
      }
    }
    var rig = try LinkRig(
      settings: settings, secure: context, as: wish,
      serving: { event, probe, outbox in
        probe.facts.removeAll { if case .chunk = $0 { true } else { false } }
        switch event {
        case .chunk(let chunk):
          let flow = outbox.forward(
            chunk.bytes, of: chunk, behind: nil, padding: 0, to: chunk.link)
          if flow == .full { outbox.pause(chunk.link) }
          highest = max(highest, outbox.backlog.queued(on: chunk.link))
        case .link(let link, _, .drained): outbox.resume(link)
        default: break
        }
      },
      { event, probe, outbox in
        probe.facts.removeAll { if case .chunk = $0 { true } else { false } }
        switch event {
        case .chunk(let chunk):
          for offset in 0..<chunk.bytes.byteCount {
            let expected = UInt8(truncatingIfNeeded: (received + offset) / 7)
            if chunk.bytes.uint8(at: offset) != expected { isIntact = false }
          }
          received += chunk.bytes.byteCount
        case .link(let link, _, .opened), .link(let link, _, .drained): fill(link, &outbox)
        default: break
        }
      })
    for fd in [rig.descriptors.server, rig.descriptors.client] {
      _ = csys_set_option(fd, CSYS_SEND_BUFFER, 16_384)
    }
    #expect(try rig.turn { _, _ in received == total })
    #expect(isIntact)
    #expect(received == total)
    #expect(highest <= settings.marks.limit)
    #expect(rig.serverChanges.contains(.drained))
    #expect(rig.clientChanges.contains(.drained))
  }

  @Test func `short reads and short writes lose nothing`() throws {
    var rig = try LinkRig(serving: Self.echo)
    let link = rig.connected
    let bytes = (0..<5_000).map { UInt8(truncatingIfNeeded: $0) }
    Call.receive.clip(3, times: 500)
    Call.sendVectors.clip(5, times: 500)
    try rig.client.command { _, outbox in outbox.write(bytes, to: link) }
    #expect(try rig.turn { $1.stream.count == 5_000 })
    #expect(rig.client.probe.stream == bytes)
    #expect(Call.receive.left == 0)
    #expect(Call.sendVectors.left == 0)
  }

  @Test func `a kernel without room for stream bytes, interruptions too, delay and lose nothing`()
    throws
  {
    for error in [EAGAIN, EINTR, ENOBUFS] {
      var rig = try LinkRig(serving: Self.echo)
      let link = rig.connected
      Call.sendVectors.fail(error, times: 3)
      Call.receive.fail(error == ENOBUFS ? EINTR : error, times: 3)
      try rig.client.command { _, outbox in outbox.write([1, 2, 3], to: link) }
      #expect(try rig.turn { $1.stream == [1, 2, 3] })
      #expect(Call.sendVectors.left == 0)
      #expect(Call.receive.left == 0)
    }
  }

  @Test(arguments: [1, 2, 3, 7, 50])
  func `a kept tail comes again however the stream is cut`(size: Int) throws {
    // Messages of a length byte and as many bytes: what is incomplete is kept.
    var messages: [[UInt8]] = []
    var rig = try LinkRig(serving: { event, _, outbox in
      guard case .chunk(let chunk) = event else { return }
      var rest = chunk.bytes
      while rest.byteCount > 0, rest.byteCount > Int(rest.uint8(at: 0)) {
        let count = Int(rest.uint8(at: 0))
        messages.append(rest.extracting(1..<1 + count).copied())
        rest = rest.extracting(droppingFirst: 1 + count)
      }
      outbox.keep(rest, of: chunk)
    })
    let link = rig.connected
    let expected = (0..<40).map { [UInt8](repeating: UInt8($0), count: $0) }
    let bytes = expected.flatMap { [UInt8($0.count)] + $0 }
    Call.receive.clip(Int32(size), times: 100_000)
    try rig.client.command { _, outbox in outbox.write(bytes, to: link) }
    #expect(try rig.turn { _, _ in messages.count == expected.count })
    Call.receive.clip(0, times: 0)
    #expect(messages == expected)
  }
}
