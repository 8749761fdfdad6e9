public import SansIO

extension TURNServer {
  /// What a server wants others to know.
  public enum News: Sendable, Hashable {
    /// A command for the server on another loop.
    case toLoop(LoopID, Command)
    /// An allocation was opened.
    case allocated(client: Endpoint, relayed: Endpoint, user: String)
    /// An allocation ended.
    case ended(client: Endpoint, relayed: Endpoint, user: String, Reason)
    /// There were too many revoked names: this one is accepted again before its time.
    case revocationForgotten(user: String)
  }

  /// Why an allocation ended.
  public enum Reason: Sendable, Hashable {
    /// The client deleted it.
    case deleted
    /// The client did not refresh it.
    case expired
    /// Its user was revoked.
    case revoked
    /// The operator ended it.
    case killed
    /// The DTLS association or stream under it ended.
    case departed
  }
}
