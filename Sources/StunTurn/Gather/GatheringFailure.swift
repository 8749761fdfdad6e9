public import SansIO

/// Why a server gave no candidate for an address.
public enum GatheringFailure: Error, Hashable, Sendable {
  /// It did not answer in time.
  case timedOut
  /// The STUN server failed.
  case binding(BindingFailure)
  /// The TURN server failed.
  case relay(ClosingReason)
  /// There is no connection to it, or no socket to ask it from.
  case connection(Ending)
  /// It sent us round in circles.
  case redirectionLoop
}
