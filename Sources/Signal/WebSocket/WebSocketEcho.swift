public import SansIO

/// Says back what it is told, for conformance suites.
public enum WebSocketEcho {
  /// Messages of up to 16 MiB from anywhere, at any rate and in any pieces.
  public static var terms: WebSocketTerms {
    var limits = WebSocketLimits()
    limits.maximumMessage = 16 * 1_048_576
    limits.maximumFragments = nil
    limits.messageTimeout = nil
    limits.controlRate = nil
    limits.messageRate = nil
    limits.byteRate = nil
    return WebSocketTerms(origins: .open, limits: limits)
  }

  /// Sends a message back if the event is one.
  public static func answer<Router>(
    _ event: HTTPEvent<Router.Route>, on server: inout HTTPServer<Router>, at now: Moment,
    into outbox: inout Outbox
  ) {
    if case .message(let link, let kind, let message) = event {
      server.send(kind, message, to: link, at: now, into: &outbox)
    }
  }
}
