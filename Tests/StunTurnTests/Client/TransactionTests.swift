import SansIO
import StunTurn
import TestSupport
import Testing

struct TransactionTests {
  private let start = Instant(nanoseconds: 5_000_000_000)
  private let id = TransactionID(high: 1, low: 2)
  private let path = Route.path(.test(client: "192.0.2.1:1000"))

  /// Milliseconds after the start of all steps until the end.
  private func schedule(_ route: Route, timeout: UInt64) -> (sent: [UInt64], failed: UInt64) {
    var transaction = Transaction(id: id, over: route, at: start, timeout: timeout)
    var sent: [UInt64] = [0]
    while true {
      let now = transaction.deadline
      let milliseconds = now.nanoseconds(since: start) / 1_000_000
      switch transaction.next(at: now) {
      case .retransmit: sent.append(milliseconds)
      case .timedOut: return (sent, milliseconds)
      case .wait: Issue.record("a deadline is there to be kept")
      }
    }
  }

  @Test func `RFC 8489 §6.2.1 a request is sent seven times and fails after 39.5 seconds`() {
    let schedule = schedule(path, timeout: 500)
    #expect(schedule.sent == [0, 500, 1_500, 3_500, 7_500, 15_500, 31_500])
    #expect(schedule.failed == 39_500)
  }

  @Test func `a longer initial timeout stretches the whole schedule`() {
    let schedule = schedule(path, timeout: 1_000)
    #expect(schedule.sent == [0, 1_000, 3_000, 7_000, 15_000, 31_000, 63_000])
    #expect(schedule.failed == 79_000)
  }

  @Test func `RFC 8489 §6.2.2 over a stream nothing is sent again, and Ti is 39.5 seconds`() {
    let schedule = schedule(.link(.test()), timeout: 500)
    #expect(schedule.sent == [0])
    #expect(schedule.failed == 39_500)
  }

  @Test func `asking before the deadline changes nothing`() {
    var transaction = Transaction(id: id, over: path, at: start)
    let before = transaction
    #expect(transaction.next(at: start.adding(milliseconds: 499)) == .wait)
    #expect(transaction == before)
  }

  @Test func `a late alarm sends once, and the next wait counts from there`() {
    var transaction = Transaction(id: id, over: path, at: start)
    let late = start.adding(seconds: 3_600)
    #expect(transaction.next(at: late) == .retransmit)
    #expect(transaction.deadline == late.adding(milliseconds: 1_000))
  }

  @Test func `no timeout is too short or too long`() {
    #expect(schedule(path, timeout: 0).sent == [0, 1, 3, 7, 15, 31, 63])
    #expect(schedule(path, timeout: .max).sent[1] == Transaction.timeoutLimit)
  }

  @Test func `a round trip is only known if the request was sent once`() {
    var transaction = Transaction(id: id, over: path, at: start)
    #expect(transaction.roundTrip(at: start.adding(milliseconds: 30)) == 30_000_000)
    _ = transaction.next(at: transaction.deadline)
    #expect(transaction.roundTrip(at: start.adding(milliseconds: 530)) == nil)
  }
}
