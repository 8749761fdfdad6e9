/// One thing a TURN server must do, and how it is found out.
public struct Check: Sendable {
  /// Its name: the section, a point, and what it is about.
  public let name: String
  /// What it is about.
  public let section: Section
  /// Where it is said: `RFC 8656 §7.2`.
  public let reference: String
  /// What must be so, as a clause.
  public let title: String
  /// What it needs of the run.
  let needs: [Need]
  /// What is done, in order.
  let steps: [Step]

  /// Makes a check; its name is that of the section with `word` behind it.
  init(
    _ section: Section, _ word: String, _ reference: String, _ title: String,
    needs: [Need] = [], _ steps: [Step]
  ) {
    self.section = section
    self.reference = reference
    self.title = title
    self.needs = needs
    self.steps = steps
    name = "\(section.rawValue).\(word)"
  }

  /// The lines its steps name.
  var lines: [Line] {
    var lines: Set<Line> = []
    for step in steps { lines.formUnion(step.lines) }
    return Line.allCases.filter { lines.contains($0) }
  }
}

extension Step {
  /// The lines this step names.
  fileprivate var lines: [Line] {
    switch self {
    case .ask(let line, let draft, _), .say(let line, let draft): [line] + draft.lines
    case .again(let line, _), .hear(let line, _), .hope(let line, _, _), .unframe(let line): [line]
    case .tell(let line, _, _): [line]
    case .lend(let line, let other): [line, other]
    case .quiet(let lines): lines
    case .pause, .require, .note, .verify: []
    }
  }
}

extension Draft {
  /// The peers this draft names.
  fileprivate var lines: [Line] {
    guard case .message(_, let parts) = body else { return [] }
    return parts.compactMap { part in
      guard case .place(_, .peer(let line)) = part else { return nil }
      return line
    }
  }
}
