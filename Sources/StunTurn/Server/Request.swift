import SansIO

/// An authenticated request, borrowed like the datagram it came in.
struct Request: ~Escapable {
  /// The message.
  let message: Message
  /// Who sent it.
  let admission: Admission
  /// How to answer.
  let reply: ReplyTo
  /// The present.
  let now: Moment
  /// Whether it waited for its user's home loop already.
  let isSecondTry: Bool

  /// Joins a message and the proof of its sender.
  @_lifetime(copy message)
  init(
    _ message: Message, by admission: Admission, _ reply: ReplyTo, at now: Moment, isSecondTry: Bool
  ) {
    self.message = message
    self.admission = admission
    self.reply = reply
    self.now = now
    self.isSecondTry = isSecondTry
  }

  /// Reads a value of the message; a malformed one refuses the request with 400.
  func read<Value>(
    _ body: (Message) throws(AttributeError) -> Value
  ) throws(Refusal) -> Value {
    do throws(AttributeError) { return try body(message) } catch { throw .reject(.badRequest) }
  }
}
