public import SansIO

/// What became of an application's datagram.
public enum SendOutcome: Hashable, Sendable {
  /// It is on its way; over a stream the flow says whether to pause.
  case sent(Flow)
  /// There is no allocation.
  case notAllocated
  /// The peer has no permission, so the server would drop it.
  case notPermitted
  /// It has more than `TURNClient.payloadLimit` bytes.
  case tooLong
}
