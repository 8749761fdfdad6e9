/// What came of a check.
public enum CheckOutcome: Hashable, Sendable {
  /// All is as it must be; perhaps with a remark.
  case passed(note: String?)
  /// Something is not.
  case failed(Finding)
  /// It could not be found out, or does not apply.
  case skipped(String)
}
