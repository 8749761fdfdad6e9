public import SansIO

/// What a gatherer has to tell.
public enum GatheringEvent: Hashable, Sendable {
  /// A candidate to tell the peer.
  case candidate(Candidate)
  /// There is no socket on this address.
  case interfaceFailed(IPAddress, Ending)
  /// This server gave nothing for this address.
  case serverFailed(ResolvedServer, from: IPAddress, GatheringFailure)
  /// No more candidates will come; these are all.
  case finished([Candidate])
  /// What the allocation with this relayed address has to tell; `.closed` means that it is lost.
  case relay(Endpoint, ClientEvent)
  /// Stopped: allocations are deleted as far as anyone can tell, and sockets are closed.
  case stopped
}
