import Reactor
import SansIO
import Synchronization
import Testing

@testable import SignaldKit

/// Tells every number it is told, and answers how many there were.
private struct Echo: ~Copyable, Machine {
  enum Command: Sendable {
    case say(Int)
    case count(@Sendable (Int) -> Void)
  }

  private var told: [Int] = []
  private var count = 0

  mutating func handle(_ event: Event, at now: Moment, into outbox: inout Outbox) {}

  mutating func obey(_ command: Command, at now: Moment, into outbox: inout Outbox) {
    switch command {
    case .say(let number):
      told.append(number)
      count += 1
    case .count(let tell): tell(count)
    }
  }

  mutating func nextNews() -> Int? { told.isEmpty ? nil : told.removeFirst() }

  var deadline: Instant? { nil }
}

/// Numbers that loops told.
private final class Heard: Sendable {
  private let numbers = Mutex<[[Int]]>([[], []])
  func note(_ number: Int, by loop: Int) { numbers.withLock { $0[loop].append(number) } }
  var all: [[Int]] { numbers.withLock { $0 } }
}

struct LoopGroupTests {
  private func start(
    _ loop: UInt8, of group: LoopGroup<Echo>, heard: Heard = Heard()
  ) async throws -> Int {
    try await group.start(
      LoopID(rawValue: loop), name: "echo", making: { Echo() },
      preparing: { (_) throws(SystemError) in Int(loop) }
    ) { heard.note($0, by: Int(loop)) }
  }

  @Test func `commands are obeyed in order, and each loop tells its own news`() async throws {
    let group = try LoopGroup<Echo>(count: 2)
    let heard = Heard()
    // What is left before the start is obeyed after it.
    group.mailboxes[0].post(.say(-1))
    #expect(try await start(0, of: group, heard: heard) == 0)
    #expect(try await start(1, of: group, heard: heard) == 1)
    for number in 0..<1_000 { group.mailboxes[number % 2].post(.say(number)) }
    let first: Int? = await group.ask(LoopID(rawValue: 0)) { .count($0) }
    let second: Int? = await group.ask(LoopID(rawValue: 1)) { .count($0) }
    #expect(first == 501 && second == 500)
    group.stop()
    try await group.finish()
    #expect(heard.all[0] == [-1] + stride(from: 0, to: 1_000, by: 2))
    #expect(heard.all[1] == Array(stride(from: 1, to: 1_000, by: 2)))
  }

  @Test func `nobody answers for a loop that does not run`() async throws {
    let group = try LoopGroup<Echo>(count: 1)
    let early: Int? = await group.ask(LoopID(rawValue: 0)) { .count($0) }
    #expect(early == nil)
    _ = try await start(0, of: group)
    group.stop()
    try await group.finish()
    let late: Int? = await group.ask(LoopID(rawValue: 0)) { .count($0) }
    #expect(late == nil)
  }

  @Test func `a preparation that fails is thrown and stops the others`() async throws {
    let group = try LoopGroup<Echo>(count: 2)
    _ = try await start(0, of: group)
    let failure = SystemError(.bind, code: 98)
    await #expect(throws: failure) {
      try await group.start(
        LoopID(rawValue: 1), name: "echo", making: { Echo() },
        preparing: { (_) throws(SystemError) in throw failure }, news: { _ in })
    }
    await #expect(throws: failure) { try await group.finish() }
  }

  @Test func `cancelling the task that waits for the end brings it`() async throws {
    let group = try LoopGroup<Echo>(count: 1)
    _ = try await start(0, of: group)
    let task = Task { try await group.finish() }
    task.cancel()
    try await task.value
    #expect(group.mailboxes[0].isStopped)
  }
}
