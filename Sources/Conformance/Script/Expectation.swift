/// What a request must be answered with.
struct Expectation: Sendable {
  /// What a judge says.
  enum Judgement: Equatable, Sendable {
    /// All is as it must be.
    case fine
    /// The server does not offer what the check is about.
    case skip(String)
    /// What is wrong, where that is more than the answer's class and code.
    case flaw(String?)
  }

  private var allowsSuccess = false
  private var codes: [UInt16] = []
  private var skips: [UInt16: String] = [:]
  private var rules: [Rule] = []
  private var allowsAnything = false
  /// Whether no answer is right too.
  private(set) var allowsSilence = false

  /// A success response for which these rules hold.
  static func success(_ rules: Rule...) -> Expectation {
    var expectation = Expectation()
    expectation.allowsSuccess = true
    expectation.rules = rules
    return expectation
  }

  /// An error response with one of these codes for which these rules hold.
  static func failure(_ codes: UInt16..., rules: [Rule] = []) -> Expectation {
    var expectation = Expectation()
    expectation.codes = codes
    expectation.rules = rules
    return expectation
  }

  /// Any answer.
  static let anything: Expectation = {
    var expectation = Expectation()
    expectation.allowsAnything = true
    return expectation
  }()

  /// The same where a success response is right too.
  var orSuccess: Expectation {
    var expectation = self
    expectation.allowsSuccess = true
    return expectation
  }

  /// The same where no answer is right too.
  var orSilence: Expectation {
    var expectation = self
    expectation.allowsSilence = true
    return expectation
  }

  /// The same where a code means that the server does not offer what the check is about.
  func skipping(_ code: UInt16, _ reason: String) -> Expectation {
    var expectation = self
    expectation.skips[code] = reason
    return expectation
  }

  /// Whether this error code says something about what is checked.
  func names(_ code: UInt16) -> Bool {
    allowsAnything || codes.contains(code) || skips[code] != nil
  }

  /// Judges an answer.
  func judge(_ answer: Packet, in scene: Scene) -> Judgement {
    if let fault = answer.fault { return .flaw("it is no valid message: \(fault)") }
    if allowsAnything { return .fine }
    if let code = answer.errorCode, answer.type.kind == .failure {
      if let reason = skips[code] { return .skip(reason) }
      guard codes.contains(code) else { return .flaw(nil) }
    } else if answer.type.kind != .success || !allowsSuccess {
      return .flaw(nil)
    }
    for rule in rules {
      if let flaw = rule.flaw(answer, scene) { return .flaw(flaw) }
    }
    return .fine
  }
}

extension Expectation: CustomStringConvertible {
  /// What is expected, in words.
  var description: String {
    var forms: [String] = []
    if allowsAnything { forms.append("an answer") }
    if allowsSuccess { forms.append("a success response") }
    if !codes.isEmpty {
      forms.append("an error response " + codes.map { "\($0)" }.joined(separator: " or "))
    }
    if allowsSilence { forms.append("no answer") }
    let rules = rules.map(\.text).joined(separator: ", ")
    return forms.joined(separator: ", or ") + (rules.isEmpty ? "" : " " + rules)
  }
}
