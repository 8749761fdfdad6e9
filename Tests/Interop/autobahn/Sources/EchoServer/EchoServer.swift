import SansIO
import Signal

/// A machine that takes WebSockets on any path and echoes what they say.
struct EchoServer: Machine, ~Copyable {
  private struct Router: HTTPRouter {
    func route(_ head: borrowing RequestHead, from info: LinkInfo) -> Routing<Void> {
      .webSocket((), WebSocketEcho.terms)
    }
  }

  private var http = HTTPServer(router: Router())

  var deadline: Instant? { http.deadline }

  mutating func handle(_ event: Event, at now: Moment, into outbox: inout Outbox) {
    var intake = HTTPIntake(event)
    while let news = http.next(&intake, at: now, into: &outbox) {
      WebSocketEcho.answer(news, on: &http, at: now, into: &outbox)
    }
  }
}
