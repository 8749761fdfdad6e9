import SansIO
import TestSupport
import Testing

/// What a machine wants: in order, whole, and nothing else.
struct OutboxTests {
  struct Stop: Error {}

  let path = Path.test(client: "192.0.2.1:1000")
  let link = LinkID.test(3)
  let mark = Marking(trafficClass: 0x02, dontFragment: true)

  func withDatagram(_ bytes: [UInt8], _ body: (Datagram) -> Void) {
    bytes.withRawSpan { span in
      body(Datagram(bytes: span, path: path, origin: path.remote, marking: Marking()))
    }
  }

  @Test func `orders keep the sequence in which they were given`() {
    var outbox = Outbox()
    outbox.backlog.open(link)
    withDatagram(hex("0102")) { datagram in
      outbox.open(.udp(.anyV4, port: nil), as: Ticket(1))
      outbox.forward(datagram.bytes, of: datagram, along: path, marked: mark)
      outbox.close(.test(9))
      outbox.send(along: path, capacity: 2) { $0.append(uint16: 0xBEEF) }
      outbox.write(to: link, capacity: 2) { $0.append(uint16: 0xCAFE) }
      outbox.finish(link)
      #expect(outbox.count == 6 && !outbox.isEmpty)
      #expect(
        outbox.takeOutputs() == [
          .action(.open(.udp(.anyV4, port: nil), Ticket(1))),
          .sent(hex("0102"), along: path, marked: mark), .action(.close(.test(9))),
          .sent(hex("beef"), along: path), .wrote(hex("cafe"), to: link), .action(.finish(link)),
        ])
    }
    #expect(outbox.isEmpty && outbox.takeOutputs().isEmpty)
  }

  @Test func `a forward can take any part of what was received`() {
    var outbox = Outbox()
    outbox.backlog.open(link)
    withDatagram(hex("00010203")) { datagram in
      let bytes = datagram.bytes
      outbox.forward(bytes.extracting(1..<3), of: datagram, along: path, marked: Marking())
      outbox.forward(bytes.extracting(4..<4), of: datagram, along: path, marked: Marking())
      outbox.forward(datagram, behind: 0x4000_0004, along: path, marked: mark)
      outbox.forward(bytes.extracting(0..<1), of: datagram, behind: nil, padding: 3, to: link)
      outbox.forward(
        bytes.extracting(0..<0), of: datagram, behind: 0x4001_0000, padding: 0, to: link)
      #expect(
        outbox.takeOutputs() == [
          .sent(hex("0102"), along: path), .sent([], along: path),
          .sent(hex("40000004 00010203"), along: path, marked: mark),
          .wrote(hex("00000000"), to: link), .wrote(hex("40010000"), to: link),
        ])
    }
  }

  @Test func `an order knows its size, and its storage is where the bytes were received`() {
    var outbox = Outbox()
    outbox.backlog.open(link)
    withDatagram(hex("01020304 05")) { datagram in
      outbox.forward(datagram.bytes, of: datagram, behind: 7, padding: 3, to: link)
      let order = outbox[0]
      #expect(order.count == 5 && order.totalCount == 12 && order.header == 7)
      // Only the address is looked at.
      let received = unsafe datagram.bytes.withUnsafeBytes { UInt(bitPattern: $0.baseAddress) }
      let stored = unsafe UInt(bitPattern: outbox.storage(of: order).baseAddress)
      #expect(stored == received)
      #expect(outbox.backlog.queued(on: link) == 12)
    }
  }

  @Test func `what was written stays right while the slab grows`() async {
    await forEachSeed(32) { seed in
      var random = Seeded(seed: seed)
      var outbox = Outbox()
      for _ in 0..<3 {
        let all = (0..<60).map { _ in random.bytes(random.pick(0...6000)) }
        for bytes in all {
          // Room that is not used costs nothing later.
          outbox.send(along: path, capacity: bytes.count + random.below(100)) { output in
            bytes.withRawSpan { output.append(bytes: $0) }
          }
        }
        #expect(outbox.takeOutputs() == all.map { .sent($0, along: path) })
      }
    }
  }

  @Test func `a body that throws leaves nothing, and the next one is whole`() {
    var outbox = Outbox()
    outbox.backlog.open(link)
    #expect(throws: Stop.self) {
      try outbox.send(along: path, capacity: 4) { output throws(Stop) in
        output.append(uint32: 0xDEAD_BEEF)
        throw Stop()
      }
    }
    #expect(throws: Stop.self) {
      try outbox.write(to: link, capacity: 4) { output throws(Stop) in
        output.append(uint32: 0xDEAD_BEEF)
        throw Stop()
      }
    }
    #expect(outbox.isEmpty && outbox.backlog.queued(on: link) == 0)
    outbox.write(to: link, capacity: 4) { $0.append(uint16: 0x0102) }
    #expect(outbox.takeOutputs() == [.wrote(hex("0102"), to: link)])
  }

  @Test func `the end of a chunk is kept, and asking for it forgets it`() {
    var outbox = Outbox()
    hex("01020304").withRawSpan { span in
      let chunk = Chunk(bytes: span, link: link)
      outbox.keep(span.extracting(3..<4), of: chunk)
      #expect(outbox.takeKeptCount() == 1)
      #expect(outbox.takeKeptCount() == 0)
      outbox.keep(span.extracting(1..<4), of: chunk)
      outbox.keep(span, of: chunk)
      #expect(outbox.takeKeptCount() == 4)
      outbox.keep(span, of: chunk)
      outbox.keep(span.extracting(4..<4), of: chunk)
      #expect(outbox.takeKeptCount() == 0)
    }
  }

  @Test func `only an end can be kept, and only what was received can go on`() async {
    await #expect(processExitsWith: .failure) {
      var outbox = Outbox()
      hex("01020304").withRawSpan { span in
        outbox.keep(span.extracting(0..<3), of: Chunk(bytes: span, link: .test(3)))
      }
    }
    await #expect(processExitsWith: .failure) {
      var outbox = Outbox()
      let path = Path.test(client: "192.0.2.1:1000")
      hex("01020304").withRawSpan { span in
        hex("01020304").withRawSpan { foreign in
          let datagram = Datagram(
            bytes: span, path: path, origin: path.remote, marking: Marking())
          outbox.forward(foreign, of: datagram, along: path, marked: Marking())
        }
      }
    }
  }

  @Test func `what is opened belongs to the owner of the moment`() {
    var outbox = Outbox()
    outbox.owner = Owner(rawValue: 3)
    outbox.open(.udp(.anyV6, port: 5), as: Ticket(8))
    outbox.owner = Owner(rawValue: 4)
    outbox.open(.udp(.anyV6, port: 6), as: Ticket(8, owner: Owner(rawValue: 9)))
    outbox.hand(.test(1), to: LoopID(rawValue: 2), as: Ticket(9))
    #expect(
      outbox.takeOutputs() == [
        .action(.open(.udp(.anyV6, port: 5), Ticket(8, owner: Owner(rawValue: 3)))),
        .action(.open(.udp(.anyV6, port: 6), Ticket(8, owner: Owner(rawValue: 4)))),
        .action(.handSocket(.test(1), LoopID(rawValue: 2), Ticket(9, owner: Owner(rawValue: 4)))),
      ])
  }

  @Test func `a write to a link that is gone is dropped without running its body`() {
    var outbox = Outbox()
    var hasRun = false
    #expect(outbox.write(to: link, capacity: 1) { _ in hasRun = true } == .full)
    withDatagram(hex("01")) { datagram in
      let flow = outbox.forward(datagram.bytes, of: datagram, behind: nil, padding: 0, to: link)
      #expect(flow == .full)
    }
    #expect(!hasRun && outbox.isEmpty)
  }

  @Test func `a write past the limit is refused whole, and the link takes nothing after it`() {
    var outbox = Outbox(marks: .init(low: 1, high: 2, limit: 4))
    outbox.backlog.open(link)
    #expect(outbox.write(to: link, capacity: 4) { $0.append(uint32: 1) } == .full)
    #expect(outbox.write(to: link, capacity: 1) { $0.append(2 as UInt8) } == .full)
    #expect(outbox.write(to: link, capacity: 1) { $0.append(3 as UInt8) } == .full)
    #expect(
      outbox.takeOutputs() == [.wrote(hex("00000001"), to: link), .action(.overflow(link))])
  }
}
