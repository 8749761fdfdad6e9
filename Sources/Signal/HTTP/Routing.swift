/// What becomes of a request.
public enum Routing<Route: Sendable>: Sendable {
  /// Its body, of at most so many bytes, is read, and the owner answers.
  case request(Route, maximumBody: Int)
  /// It may become a WebSocket.
  case webSocket(Route, WebSocketTerms)
  /// It is answered at once; its body, if there is one, is not read and the connection closes.
  case answer(Response)
}
