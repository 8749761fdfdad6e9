import SansIO
import TestSupport
import Testing

/// Queue marks, through the outbox that counts into them.
struct LinkBacklogTests {
  let link = LinkID.test(3)

  func outbox(low: Int = 4, high: Int = 8, limit: Int = 16) -> Outbox {
    var outbox = Outbox(marks: .init(low: low, high: high, limit: limit))
    outbox.backlog.open(link)
    return outbox
  }

  @Test func `a link is full above the high mark and drained at the low one, told once`() {
    var outbox = outbox()
    #expect(outbox.write(zeros: 8, to: link) == .open)
    #expect(outbox.write(zeros: 1, to: link) == .full)
    #expect(outbox.backlog.flow(of: link) == .full && outbox.backlog.queued(on: link) == 9)
    #expect(outbox.backlog.settle(link, queued: 5) == false)
    #expect(outbox.backlog.flow(of: link) == .full)
    #expect(outbox.backlog.settle(link, queued: 4) == true)
    #expect(outbox.backlog.settle(link, queued: 0) == false)
    #expect(outbox.backlog.flow(of: link) == .open)
  }

  @Test func `a link that was never full is never drained`() {
    var outbox = outbox()
    #expect(outbox.write(zeros: 8, to: link) == .open)
    #expect(outbox.backlog.settle(link, queued: 0) == false)
  }

  @Test func `a reopened index begins empty, and its old name counts for nothing`() {
    var outbox = outbox()
    #expect(outbox.write(zeros: 9, to: link) == .full)
    outbox.backlog.close(link)
    #expect(outbox.backlog.queued(on: link) == 0 && outbox.backlog.flow(of: link) == .full)
    #expect(outbox.backlog.settle(link, queued: 0) == false)
    let again = LinkID.test(3, generation: 1)
    outbox.backlog.open(again)
    #expect(outbox.backlog.flow(of: again) == .open && outbox.backlog.flow(of: link) == .full)
    outbox.backlog.close(link)
    #expect(outbox.backlog.flow(of: again) == .open)
    #expect(outbox.backlog.flow(of: .test(99)) == .full)
  }

  @Test func `the default marks are 64 KiB, 256 KiB and 1 MiB`() {
    let marks = LinkBacklog.Marks()
    #expect(marks.low == 1 << 16 && marks.high == 1 << 18 && marks.limit == 1 << 20)
  }

  @Test func `any sequence of writes and settlements agrees with a model`() async {
    await forEachSeed(128) { seed in
      var random = Seeded(seed: seed)
      var outbox = outbox(low: 20, high: 50, limit: 100)
      var (queued, isFull) = (0, false)
      for _ in 0..<100 {
        if random.chance(0.6) {
          let count = random.below(30)
          let flow = outbox.write(zeros: count, to: link)
          if queued + count > 100 {
            #expect(flow == .full && outbox.takeOutputs().last == .action(.overflow(link)))
            return
          }
          queued += count
          isFull = isFull || queued > 50
          #expect(flow == (isFull ? .full : .open))
        } else {
          queued = random.below(queued + 1)
          let isDrained = isFull && queued <= 20
          if isDrained { isFull = false }
          #expect(outbox.backlog.settle(link, queued: queued) == isDrained)
        }
        #expect(outbox.backlog.queued(on: link) == queued)
      }
    }
  }
}

extension Outbox {
  /// Writes so many zero bytes.
  mutating func write(zeros count: Int, to link: LinkID) -> Flow {
    write(to: link, capacity: count) { output in output.append(zeros: count) }
  }
}
