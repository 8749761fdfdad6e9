public import SansIO

extension TURNServer {
  /// What other loops and the operator can tell a server.
  public enum Command: Sendable, Hashable {
    /// Another loop's client presents the token of a port reserved here.
    case claim(token: UInt64, user: String, from: LoopID, ticket: Ticket)
    /// The port another loop was asked for is not to be had.
    case claimFailed(Ticket)
    /// The allocations and reserved ports of a user end.
    case revoke(user: String)
    /// No allocation is made any more: clients are sent to an alternative of their own family.
    case drain(alternatives: [Endpoint])
  }

  /// What a server wants others to know.
  public enum News: Sendable, Hashable {
    /// A command for the server on another loop.
    case toLoop(LoopID, Command)
    /// An allocation was opened.
    case allocated(client: Endpoint, relayed: Endpoint, user: String)
    /// An allocation ended.
    case ended(client: Endpoint, relayed: Endpoint, user: String, Reason)
  }

  /// Why an allocation ended.
  public enum Reason: Sendable, Hashable {
    /// The client deleted it.
    case deleted
    /// The client did not refresh it.
    case expired
    /// Its user was revoked.
    case revoked
    /// The DTLS association under it ended.
    case departed
  }
}
