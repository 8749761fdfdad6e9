public import SansIO

/// What came of a Binding request.
public enum BindingOutcome: Hashable, Sendable {
  /// The server saw this address; nanoseconds of a round trip, `nil` if it cannot be told which
  /// copy of the request was answered; what was lost, `nil` if the server does not count.
  case reflexive(Endpoint, roundTrip: UInt64?, loss: PathLoss?)
  /// There is no address.
  case failed(BindingFailure)
}
