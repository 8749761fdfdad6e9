import SansIO
import StunTurn

/// A request on its way, sent again until it is answered.
struct Question: Sendable {
  /// What the answer is for.
  enum Purpose: Sendable {
    /// The step that is under way.
    case step(Expectation)
    /// The nonce that the step under way cannot do without.
    case challenge
    /// Leaving nothing behind.
    case cleanup
  }

  /// How often a request is sent in datagrams at most.
  static let attemptLimit = 3
  /// How long the first of them is waited for, in milliseconds; it doubles with each.
  static let firstWait: UInt64 = 500
  /// How long an answer is waited for on a stream, in milliseconds.
  static let streamWait: UInt64 = 3_500
  /// How long nothing must come where no answer is right, in milliseconds.
  static let silenceWait: UInt64 = 800
  /// How long the second piece of a split message is held back, in milliseconds.
  static let splitWait: UInt64 = 100

  /// Who asks.
  let line: Line
  /// What ties the answer to it.
  let id: TransactionID
  /// The whole request.
  let bytes: [UInt8]
  /// What the answer is for.
  let purpose: Purpose
  /// What is held back of it.
  var rest: [UInt8] = []
  /// How often it was sent.
  var attempts = 1
  /// Whether it was made anew with a nonce that a 438 brought.
  var isRenewed = false

  /// Whether it need not be answered.
  var allowsSilence: Bool {
    if case .step(let expectation) = purpose { expectation.allowsSilence } else { false }
  }

  /// How long to wait now.
  func wait(isStream: Bool) -> UInt64 {
    if !rest.isEmpty { return Question.splitWait }
    if allowsSilence { return Question.silenceWait }
    return isStream ? Question.streamWait : Question.firstWait << UInt64(attempts - 1)
  }
}
