public import SansIO

/// What holds for all checks of one run.
public struct Terms: Sendable {
  /// How clients prove who they are.
  public enum Credentials: Sendable, Hashable {
    /// A user with a lasting password.
    case password(user: String, password: String)
    /// A secret shared with the server, for users of any name
    /// (draft-uberti-behave-turn-rest section 2.2).
    case secret(String, user: String)
  }

  /// The server.
  public let server: Endpoint
  /// What each client opens to reach it.
  public let opening: Opening
  /// How clients prove who they are.
  public let credentials: Credentials
  /// The address of this machine as the server sees it.
  public let peer: IPAddress
  /// Whether checks may take minutes.
  public let isSlow: Bool

  /// Sets the terms.
  public init(
    server: Endpoint, opening: Opening, credentials: Credentials, peer: IPAddress,
    isSlow: Bool = false
  ) {
    self.server = server
    self.opening = opening
    self.credentials = credentials
    self.peer = peer
    self.isSlow = isSlow
  }

  /// Whether clients speak over connections.
  var isStream: Bool {
    if case .connect = opening { true } else { false }
  }

  /// Whether there is a second user.
  var hasOtherUser: Bool {
    if case .secret = credentials { true } else { false }
  }
}
