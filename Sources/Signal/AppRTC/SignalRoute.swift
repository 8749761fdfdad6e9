import SansIO

/// What a request wants of the signalling server.
///
/// A class, so that a connection that reads a body holds one word of it and not all.
final class SignalRoute: Sendable {
  /// The wish itself.
  enum Action: Sendable {
    /// A place in a room.
    case join(RoomName, CallOptions, JoinKey?)
    /// To say something as a member.
    case message(RoomName, ClientID)
    /// To go.
    case leave(RoomName, ClientID)
    /// The parameters of a call, before joining.
    case parameters(CallOptions)
    /// The ICE configuration for a key.
    case iceConfiguration(key: String)
    /// The numbers Collider shows.
    case status
    /// To say something as Collider's client.
    case post(RoomName, ClientID)
    /// To go, and to have the socket closed.
    case delete(RoomName, ClientID)
    /// A WebSocket for signalling.
    case socket
    /// A WebSocket that says back what it is told.
    case echo
    /// The page of a room; the version the client knows.
    case room(RoomName, unless: String?)
    /// Whether new clients are welcome.
    case readiness
    /// The numbers for a monitoring system.
    case metrics
  }

  /// Who asks.
  let visitor: Visitor
  /// What for.
  let action: Action
  /// The origin a page of which may read the answer; `nil` leaves it to our own pages.
  let readableBy: String?

  /// Notes a wish.
  init(visitor: Visitor, action: Action, readableBy: String?) {
    self.visitor = visitor
    self.action = action
    self.readableBy = readableBy
  }
}
