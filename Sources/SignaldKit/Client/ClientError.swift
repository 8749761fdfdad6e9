public import Reactor
public import SansIO
public import StunTurn

/// Why a client of a STUN or TURN server has nothing to show.
public enum ClientError: Error, Hashable, Sendable {
  /// Nothing came in the time given.
  case timedOut
  /// The task was cancelled.
  case cancelled
  /// The server cannot be reached: no socket, no route, or no connection.
  case unreachable(Ending)
  /// The STUN server gave no address.
  case noAddress(BindingFailure)
  /// The TURN server's allocation does not exist, or no longer.
  case closed(ClosingReason)
  /// The TURN server refused something; the allocation stays.
  case refused(ErrorCode)
  /// A peer that cannot be asked for: of another family than the relayed address, or one too many.
  case impossible
  /// A user name is empty or longer than 508 bytes.
  case invalidCredential
  /// A name has no address of the kind asked for.
  case unresolved(name: String, reason: String)
  /// This process cannot run another loop.
  case system(SystemError)
}
