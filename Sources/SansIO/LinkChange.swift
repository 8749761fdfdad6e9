/// What can happen to a stream besides bytes arriving.
public enum LinkChange: Hashable, Sendable {
  /// Accepted, connected (with its ticket), or handed over by another loop.
  case opened(LinkInfo)
  /// Below the low mark again: whoever feeds it may resume.
  case drained
  /// The peer will send no more (half-close).
  case ended
  /// The last word about the link, always said, exactly once.
  case closed(Ending)
}
