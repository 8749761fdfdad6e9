/// What a gate says about a request.
public enum Verdict: Hashable, Sendable {
  /// The sender is who it says.
  case admitted(Admission)
  /// It is not, or has not shown it yet.
  case refused(Refusal)
}
