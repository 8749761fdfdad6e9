public import SansIO

/// What came of a Binding request.
public enum BindingOutcome: Hashable, Sendable {
  /// The server saw this address; nanoseconds of a round trip, `nil` after a retransmission.
  case reflexive(Endpoint, roundTrip: UInt64?)
  /// There is no address.
  case failed(BindingFailure)
}
