/// Why a stream ended, or why something could not be opened.
public enum Ending: Hashable, Sendable {
  /// Both sides finished in order; all data arrived.
  case finished
  /// The peer reset the connection; data may be lost.
  case reset
  /// No answer in time.
  case timedOut
  /// The peer's host refused.
  case refused
  /// No route, or the network said so.
  case unreachable
  /// The TLS library gave up with this reason code.
  case tls(Int32)
  /// A queue limit was passed: the peer reads slower than we are told to write, or sends a message
  /// larger than the machine's limit.
  case overflow
  /// We ended it.
  case local
  /// The address or port is taken.
  case addressInUse
  /// This system call error number, not told apart further.
  case system(Int32)
}
