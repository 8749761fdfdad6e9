import SansIO
import StunTurn

/// One check while it runs.
struct Trial: Sendable {
  /// What it waits for.
  enum Phase: Sendable {
    /// That all lines are open.
    case opening
    /// Nothing.
    case ready
    /// An answer.
    case asking(Question)
    /// Something unasked for at a line; so often it was provoked again.
    case hearing(Line, Hearing, again: Int)
    /// That nothing comes at these lines.
    case quiet([Line])
    /// That time passes.
    case pausing
    /// Nothing any more.
    case over
  }

  /// How long lines may take to open, in milliseconds.
  static let openingWait: UInt64 = 10_000
  /// How long something unasked for is waited for before it is provoked again, in milliseconds.
  static let hearingWait: UInt64 = 1_000
  /// How often it is provoked again.
  static let hearingLimit = 2

  /// Its place in the list of checks.
  let number: Int
  /// The check.
  let check: Check
  /// What is known.
  var scene: Scene
  /// What it waits for.
  var phase = Phase.opening
  /// Until when.
  var deadline: Instant?
  /// What came of it.
  var verdict: CheckOutcome?
  /// What the lines speak through.
  var outlets: [Line: Outlet] = [:]
  /// What came and was not looked at.
  var inbox: [Line: [Arrival]] = [:]
  /// The step that is under way.
  var position = 0
  /// Remarks about what passed.
  var notes: [String] = []
  /// What was sent last, for findings.
  var lastSent: (text: String, bytes: [UInt8]) = ("nothing", [])
  /// What was sent last without being waited for, to provoke once more what got lost.
  var lastSay: (line: Line, bytes: [UInt8], place: Place?)?
  /// The last request of each client, to be sent again.
  var lastAsked: [Line: (bytes: [UInt8], id: TransactionID)] = [:]
  /// Requests whose answers were judged.
  var asked: Set<TransactionID> = []
  private var lastID: TransactionID

  /// Begins a check; ids are counted from one that nobody can guess.
  init(
    _ check: Check, as number: Int, _ terms: Terms, _ users: Users, id: TransactionID
  ) {
    self.number = number
    self.check = check
    scene = Scene(terms, users)
    lastID = id
  }

  /// Whether nothing is left to do.
  var isOver: Bool {
    if case .over = phase { true } else { false }
  }

  /// The lines to open before the first step; a peer that connects does so when it speaks.
  var linesToOpen: [Line] { check.lines.filter { $0 != .m } }

  // MARK: What happens

  /// All lines were asked for.
  mutating func begin(at now: Moment) { wait(.opening, Trial.openingWait, now) }

  /// A line is open.
  mutating func opened(_ line: Line, _ outlet: Outlet, at now: Moment, into outbox: inout Outbox) {
    outlets[line] = outlet
    if line == .m, let lastSay, lastSay.line == .m, !lastSay.bytes.isEmpty {
      outlet.send(lastSay.bytes, to: nil, into: &outbox)
    }
    guard case .opening = phase, linesToOpen.allSatisfy({ outlets[$0] != nil }) else { return }
    phase = .ready
    proceed(at: now, into: &outbox)
  }

  /// A line could not be opened.
  mutating func failed(_ line: Line, _ ending: Ending, at now: Moment, into outbox: inout Outbox) {
    // A server may refuse a peer's connection: that is as good as to close it at once.
    if line == .m { return receive([.closed], at: line, now: now, into: &outbox) }
    fail("the line \(line) to open", "\(ending)", at: now, into: &outbox)
  }

  /// Something came.
  mutating func receive(
    _ arrivals: [Arrival], at line: Line, now: Moment, into outbox: inout Outbox
  ) {
    for arrival in arrivals where !isStaleAnswer(arrival) {
      inbox[line, default: []].append(arrival)
      // An allocation dies with its connection.
      if arrival == .closed { scene[line].isAllocated = false }
    }
    react(at: now, into: &outbox)
  }

  /// Time passed.
  mutating func alarm(at now: Moment, into outbox: inout Outbox) {
    guard let deadline, deadline <= now.monotonic else { return }
    self.deadline = nil
    switch phase {
    case .opening: fail("all lines to open", "nothing in time", at: now, into: &outbox)
    case .asking(let question): wait(for: question, at: now, into: &outbox)
    case .hearing(let line, let hearing, let again):
      guard again < Trial.hearingLimit, let say = lastSay, !scene.terms.isStream else {
        if case .hope(_, _, let reason) = check.steps[position] {
          return conclude(.skipped(reason), at: now, into: &outbox)
        }
        return fail(hearing.text, "nothing", at: now, into: &outbox)
      }
      outlets[say.line]?.send(say.bytes, to: target(of: say.place), into: &outbox)
      wait(.hearing(line, hearing, again: again + 1), Trial.hearingWait, now)
    case .quiet, .pausing:
      position += 1
      phase = .ready
      proceed(at: now, into: &outbox)
    case .ready, .over: break
    }
  }

  /// Ends it whatever it waits for.
  mutating func conclude(_ verdict: CheckOutcome, at now: Moment, into outbox: inout Outbox) {
    if isOver { return }
    if self.verdict == nil { self.verdict = verdict }
    cleanUp(at: now, into: &outbox)
  }

  // MARK: Inside

  /// Waits in a phase for so many milliseconds.
  mutating func wait(_ phase: Phase, _ milliseconds: UInt64, _ now: Moment) {
    self.phase = phase
    deadline = now.monotonic.adding(milliseconds: milliseconds)
  }

  /// The ticket of a line, and with it of what its sockets and connections are opened with.
  static func ticket(_ number: Int, _ line: Line) -> Ticket {
    Ticket(UInt64(number + 1) << 8 | UInt64(line.rawValue))
  }

  /// The next transaction id.
  mutating func nextID() -> TransactionID {
    lastID = TransactionID(high: lastID.high, low: lastID.low &+ 1)
    return lastID
  }

  /// Where a peer sends to.
  func target(of place: Place?) -> Endpoint? {
    place.flatMap { scene.endpoint(of: $0) }
  }

  /// An answer that was judged already comes again when its request was sent again.
  private func isStaleAnswer(_ arrival: Arrival) -> Bool {
    guard case .message(let packet) = arrival, packet.isResponse else { return false }
    return asked.contains(packet.id)
  }

  /// What to say where no answer came.
  func nothing(at line: Line) -> String {
    let arrivals = inbox[line, default: []].map(\.description)
    return "no answer" + (arrivals.isEmpty ? "" : ", but \(arrivals.joined(separator: ", "))")
  }
}
