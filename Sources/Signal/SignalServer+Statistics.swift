extension SignalServer {
  /// What a server holds, and what it has done so far.
  public struct Statistics: Sendable, Hashable {
    /// Rooms with anyone in them.
    public internal(set) var rooms = 0
    /// WebSockets that are open.
    public internal(set) var sockets = 0
    /// WebSockets opened.
    public internal(set) var socketsOpened: UInt64 = 0
    /// WebSockets that ended by a complaint.
    public internal(set) var socketErrors: UInt64 = 0
    /// Requests that were refused.
    public internal(set) var requestErrors: UInt64 = 0
    /// Connections refused because their address had too many.
    public internal(set) var linksRefused: UInt64 = 0
    /// What the rooms have seen.
    public internal(set) var lobby = LobbyStatistics()
  }
}
