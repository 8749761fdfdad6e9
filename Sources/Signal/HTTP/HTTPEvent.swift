public import SansIO

/// What an HTTP server tells its owner.
public enum HTTPEvent<Route: Sendable>: Sendable {
  /// A request is complete: `HTTPServer.respond` answers it, at once or later. Until then nothing
  /// more is read from the connection.
  case request(LinkID, Route, body: [UInt8])
  /// The connection of a request that was not answered is gone.
  case abandoned(LinkID)
  /// A WebSocket is open, with the protocol that was agreed on.
  case opened(LinkID, Route, chosenProtocol: String?)
  /// A message came.
  case message(LinkID, MessageKind, [UInt8])
  /// A WebSocket is over; told once for each that was opened, unless the owner closed it.
  case closed(LinkID, CloseCode)
}
