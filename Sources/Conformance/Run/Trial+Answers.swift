import SansIO
import StunTurn

/// What comes of what a check does.
extension Trial {
  /// Looks whether what is waited for has come.
  mutating func react(at now: Moment, into outbox: inout Outbox) {
    switch phase {
    case .asking(let question):
      let arrivals = inbox[question.line, default: []]
      let index = arrivals.firstIndex { $0.answers(question.id) }
      if let index, case .message(let answer) = arrivals[index] {
        inbox[question.line]?.remove(at: index)
        take(answer, to: question, at: now, into: &outbox)
      } else if arrivals.contains(.closed) {
        mourn(question, at: now, into: &outbox)
      }
    case .hearing(let line, let hearing, _):
      guard let arrival = inbox[line]?.first else { return }
      inbox[line]?.removeFirst()
      guard hearing.matches(arrival, scene) else {
        return fail(hearing.text, "\(arrival)", arrival.bytes, at: now, into: &outbox)
      }
      position += 1
      phase = .ready
      proceed(at: now, into: &outbox)
    case .quiet(let lines):
      for line in lines {
        // To hang up on what cannot be read is as good as to say nothing.
        guard let arrival = inbox[line]?.first(where: { $0 != .closed }) else { continue }
        return fail("silence", "\(arrival)", arrival.bytes, at: now, into: &outbox)
      }
    case .opening, .ready, .pausing, .over: break
    }
  }

  /// The connection ended before there was an answer.
  private mutating func mourn(
    _ question: Question, at now: Moment, into outbox: inout Outbox
  ) {
    switch question.purpose {
    case .cleanup: cleanUp(at: now, into: &outbox)
    case .step(let expectation) where expectation.allowsSilence:
      position += 1
      phase = .ready
      proceed(at: now, into: &outbox)
    case .step(let expectation):
      fail("\(expectation)", "\(Arrival.closed)", at: now, into: &outbox)
    case .challenge:
      fail("an error response 401", "\(Arrival.closed)", at: now, into: &outbox)
    }
  }

  private mutating func take(
    _ answer: Packet, to question: Question, at now: Moment, into outbox: inout Outbox
  ) {
    let line = question.line
    asked.insert(question.id)
    if let challenge = Scene.Challenge(answer) { scene[line].challenge = challenge }
    note(answer, from: line)
    switch question.purpose {
    case .cleanup:
      let isStale = answer.errorCode == 438 && question.attempts == 1
      if !isStale { scene[line].isAllocated = false }
      cleanUp(isRetry: isStale, at: now, into: &outbox)
    case .challenge:
      guard scene[line].challenge != nil else {
        return fail(
          "an error response 401 with REALM and NONCE", "\(answer)", answer.bytes, at: now,
          into: &outbox)
      }
      scene[line].challenged = answer
      phase = .ready
      proceed(at: now, into: &outbox)
    case .step(let expectation):
      judge(answer, to: question, expectation, at: now, into: &outbox)
    }
  }

  private mutating func judge(
    _ answer: Packet, to question: Question, _ expectation: Expectation, at now: Moment,
    into outbox: inout Outbox
  ) {
    let line = question.line
    if answer.errorCode == 438, !question.isRenewed, !expectation.names(438),
      case .ask(_, let draft, _) = check.steps[position]
    {
      return ask(line, draft, expectation, isRenewed: true, at: now, into: &outbox)
    }
    scene[line].answers.append(answer)
    scene[line].counts.append(question.bytes.count)
    switch expectation.judge(answer, in: scene) {
    case .fine:
      position += 1
      phase = .ready
      proceed(at: now, into: &outbox)
    case .skip(let reason): conclude(.skipped(reason), at: now, into: &outbox)
    case .flaw(let flaw):
      let came = "\(answer)" + (flaw.map { ": \($0)" } ?? "")
      fail("\(expectation)", came, answer.bytes, at: now, into: &outbox)
    }
  }

  /// Keeps track of what must be deleted at the end.
  private mutating func note(_ answer: Packet, from line: Line) {
    guard answer.type.kind == .success else { return }
    switch answer.type.method {
    case .allocate:
      scene[line].relayed = answer.addresses(.xorRelayedAddress).first
      scene[line].isAllocated = true
    case .refresh where answer.uint32(.lifetime) == 0: scene[line].isAllocated = false
    default: break
    }
  }

  // MARK: Endings

  /// Ends it with a finding about what was sent last.
  mutating func fail(
    _ expected: String, _ came: String, _ bytes: [UInt8] = [], at now: Moment,
    into outbox: inout Outbox
  ) {
    let finding = Finding(
      sent: lastSent.text, expected: expected, came: came, sentBytes: lastSent.bytes.hexText,
      cameBytes: bytes.hexText)
    conclude(.failed(finding), at: now, into: &outbox)
  }

  /// Deletes what is allocated, one after the other, then closes all lines.
  mutating func cleanUp(
    isRetry: Bool = false, at now: Moment, into outbox: inout Outbox
  ) {
    for line in Line.allCases where scene[line].isAllocated && outlets[line] != nil {
      let id = nextID()
      let draft = Draft.request(.refresh, [.lifetime(0)])
      var question = Question(
        line: line, id: id, bytes: draft.bytes(from: line, in: scene, id: id),
        purpose: .cleanup)
      if isRetry { question.attempts += 1 }
      return send(question, at: now, into: &outbox)
    }
    for outlet in outlets.values { outlet.close(into: &outbox) }
    phase = .over
    deadline = nil
  }
}

extension Arrival {
  /// Whether it answers the request of this id.
  fileprivate func answers(_ id: TransactionID) -> Bool {
    guard case .message(let packet) = self else { return false }
    return packet.isResponse && packet.id == id
  }
}
