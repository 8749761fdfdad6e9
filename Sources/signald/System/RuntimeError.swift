import SansIO

/// Why a command failed at its work; ends the program with status 1.
enum RuntimeError: Error, Equatable {
  /// What the system was asked for at an endpoint.
  enum Operation: Equatable, Sendable {
    /// Listening, as asked for by an option such as `turn`.
    case listen(option: String)
    /// Opening a relay socket, at the start to see that it can be done.
    case relay
    /// Reaching a server.
    case connect
  }

  /// The system refused an operation; holds the error number.
  case system(Operation, Endpoint, number: Int32)
  /// State cannot be kept.
  case state(StateProblem)
  /// A name could not be resolved; holds the resolver's reason.
  case unresolved(name: String, reason: String)
  /// Anything else, in one line without a full stop.
  case other(String)
}
