import SansIO
import StunTurn

/// What a check does.
extension Trial {
  /// Performs steps until one has to wait.
  mutating func proceed(at now: Moment, into outbox: inout Outbox) {
    while case .ready = phase, verdict == nil {
      guard position < check.steps.count else {
        let note = notes.isEmpty ? nil : notes.joined(separator: "; ")
        return conclude(.passed(note: note), at: now, into: &outbox)
      }
      perform(check.steps[position], at: now, into: &outbox)
    }
  }

  /// Begins one step.
  mutating func perform(_ step: Step, at now: Moment, into outbox: inout Outbox) {
    switch step {
    case .ask(let line, let draft, let expectation):
      ask(line, draft, expectation, at: now, into: &outbox)
    case .again(let line, let expectation):
      guard let last = lastAsked[line] else { return }
      asked.remove(last.id)
      send(
        Question(line: line, id: last.id, bytes: last.bytes, purpose: .step(expectation)),
        at: now, into: &outbox)
    case .say(let line, let draft): say(line, draft, at: now, into: &outbox)
    case .tell(let line, let place, let bytes):
      lastSent = ("\(bytes.count) bytes from a peer", bytes)
      lastSay = (line, bytes, place)
      if line == .m, let endpoint = target(of: place) {
        outbox.open(.connect(from: nil, to: endpoint, secure: nil), as: Trial.ticket(number, line))
      }
      outlets[line]?.send(bytes, to: target(of: place), into: &outbox)
      position += 1
    case .hear(let line, let hearing), .hope(let line, let hearing, _):
      wait(.hearing(line, hearing, again: 0), Trial.hearingWait, now)
      react(at: now, into: &outbox)
    case .quiet(let lines):
      wait(.quiet(lines), Question.silenceWait, now)
      react(at: now, into: &outbox)
    case .pause(let seconds): wait(.pausing, seconds * 1_000, now)
    case .require(let reason, let holds):
      if holds(scene) { position += 1 } else { conclude(.skipped(reason), at: now, into: &outbox) }
    case .note(let remark):
      if let remark = remark(scene) { notes.append(remark) }
      position += 1
    case .verify(let expected, let flaw):
      if let flaw = flaw(scene) { return fail(expected, flaw, at: now, into: &outbox) }
      position += 1
    case .lend(let line, let other):
      scene[other].challenge = scene[line].challenge
      position += 1
    case .unframe(let line):
      if case .link(let link, let rest, _) = outlets[line] {
        outlets[line] = .link(link, rest: [], isFramed: false)
        if !rest.isEmpty { inbox[line, default: []].append(.bytes(rest, from: nil)) }
      }
      position += 1
    }
  }

  /// Asks, after asking for a nonce if one is needed.
  mutating func ask(
    _ line: Line, _ draft: Draft, _ expectation: Expectation, isRenewed: Bool = false,
    at now: Moment, into outbox: inout Outbox
  ) {
    guard !learn(for: draft, line, at: now, into: &outbox) else { return }
    let id = nextID()
    let bytes = draft.bytes(from: line, in: scene, id: id)
    var question = Question(line: line, id: id, bytes: bytes, purpose: .step(expectation))
    question.isRenewed = isRenewed
    if draft.isSplit, scene.terms.isStream { question.rest = Array(bytes[(bytes.count / 2)...]) }
    lastAsked[line] = (bytes, id)
    send(question, at: now, into: &outbox)
  }

  private mutating func say(
    _ line: Line, _ draft: Draft, at now: Moment, into outbox: inout Outbox
  ) {
    guard !learn(for: draft, line, at: now, into: &outbox) else { return }
    let bytes = draft.bytes(from: line, in: scene, id: nextID())
    lastSent = (Arrival(datagram: bytes, from: nil).description, bytes)
    lastSay = (line, bytes, nil)
    outlets[line]?.send(bytes, to: nil, into: &outbox)
    position += 1
  }

  /// Asks for a nonce first if the draft needs one and there is none.
  private mutating func learn(
    for draft: Draft, _ line: Line, at now: Moment, into outbox: inout Outbox
  ) -> Bool {
    guard draft.needsNonce, scene[line].challenge == nil else { return false }
    let id = nextID()
    let bytes = draft.opening.bytes(from: line, in: scene, id: id)
    send(
      Question(line: line, id: id, bytes: bytes, purpose: .challenge), at: now, into: &outbox)
    return true
  }

  /// Sends a request and waits.
  mutating func send(_ question: Question, at now: Moment, into outbox: inout Outbox) {
    if case .cleanup = question.purpose {
    } else {
      lastSent = (Arrival(datagram: question.bytes, from: nil).description, question.bytes)
    }
    outlets[question.line]?.send(
      Array(question.bytes.dropLast(question.rest.count)), to: nil, into: &outbox)
    wait(.asking(question), question.wait(isStream: scene.terms.isStream), now)
  }

  /// Sends a request again, or draws the conclusion that there is no answer.
  mutating func wait(for question: Question, at now: Moment, into outbox: inout Outbox) {
    var question = question
    if !question.rest.isEmpty {
      outlets[question.line]?.send(question.rest, to: nil, into: &outbox)
      question.rest = []
      return wait(.asking(question), question.wait(isStream: true), now)
    }
    if question.allowsSilence {
      position += 1
      phase = .ready
      return proceed(at: now, into: &outbox)
    }
    guard scene.terms.isStream || question.attempts >= Question.attemptLimit else {
      question.attempts += 1
      outlets[question.line]?.send(question.bytes, to: nil, into: &outbox)
      return wait(.asking(question), question.wait(isStream: false), now)
    }
    switch question.purpose {
    case .step(let expectation):
      fail("\(expectation)", nothing(at: question.line), at: now, into: &outbox)
    case .challenge:
      fail(
        "an error response 401 with REALM and NONCE", nothing(at: question.line), at: now,
        into: &outbox)
    case .cleanup:
      scene[question.line].isAllocated = false
      cleanUp(at: now, into: &outbox)
    }
  }
}
