/// How the program ends.
enum ExitStatus: Int32, Sendable {
  /// It did what was asked.
  case success = 0
  /// It failed at its work.
  case failure = 1
  /// It was called wrongly: `EX_USAGE` of sysexits.h.
  case usage = 64
}
