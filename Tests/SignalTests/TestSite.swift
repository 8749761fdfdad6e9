import SansIO
import Signal

/// A site to test with: what it asks for is in the path.
struct TestRouter: HTTPRouter {
  enum Route: Hashable, Sendable {
    case hello, message, slow, webSocket, echo
  }

  var terms = WebSocketTerms(protocols: ["chat", "room"])

  func route(_ head: borrowing RequestHead, from info: LinkInfo) -> Routing<Route> {
    switch head.target.segments.first {
    case "hello": .request(.hello, maximumBody: 0)
    case "message": .request(.message, maximumBody: 65_536)
    case "slow": .request(.slow, maximumBody: 0)
    case "ws": .webSocket(.webSocket, terms)
    case "echo": .webSocket(.echo, WebSocketEcho.terms)
    default: .answer(Response(.notFound))
    }
  }
}

/// The machine around it: answers everything but `slow` at once, and echoes every message.
struct TestSite: Machine, ~Copyable {
  enum Command: Sendable {
    case answer(LinkID), close(LinkID, CloseCode), admit(LinkID)
    case send(LinkID, [UInt8])
  }

  enum Fact: Equatable, CustomStringConvertible {
    case request(TestRouter.Route, [UInt8])
    case abandoned
    case opened(TestRouter.Route, String?)
    case message(MessageKind, [UInt8])
    case closed(UInt16)

    var description: String {
      switch self {
      case .request(let route, let body): "request \(route) \(body.count)"
      case .abandoned: "abandoned"
      case .opened(let route, let name): "opened \(route) \(name ?? "-")"
      case .message(let kind, let bytes): "\(kind) of \(bytes.count)"
      case .closed(let code): "closed \(code)"
      }
    }
  }

  var http: HTTPServer<TestRouter>
  /// What happened, with the link's index.
  var facts: [Fact] = []
  var places: [UInt32] = []

  init(_ router: TestRouter = TestRouter(), limits: HTTPLimits = HTTPLimits()) {
    http = HTTPServer(router: router, limits: limits)
  }

  var deadline: Instant? { http.deadline }

  mutating func handle(_ event: Event, at now: Moment, into outbox: inout Outbox) {
    var intake = HTTPIntake(event)
    while let news = http.next(&intake, at: now, into: &outbox) {
      note(news)
      WebSocketEcho.answer(news, on: &http, at: now, into: &outbox)
      if case .request(let link, let route, let body) = news, route != .slow {
        let response = Response(.ok, type: "text/plain", body: body.isEmpty ? [0x68] : body)
        http.respond(response, to: link, at: now, into: &outbox)
      }
    }
  }

  mutating func obey(_ command: Command, at now: Moment, into outbox: inout Outbox) {
    switch command {
    case .answer(let link):
      http.respond(Response(.ok, body: [0x73]), to: link, at: now, into: &outbox)
    case .close(let link, let code): http.close(link, code, at: now, into: &outbox)
    case .admit(let link): http.admit(link)
    case .send(let link, let bytes):
      http.send(.binary, bytes, to: link, at: now, into: &outbox)
    }
  }

  private mutating func note(_ news: HTTPEvent<TestRouter.Route>) {
    switch news {
    case .request(let link, let route, let body): add(.request(route, body), link)
    case .abandoned(let link): add(.abandoned, link)
    case .opened(let link, let route, let name): add(.opened(route, name), link)
    case .message(let link, let kind, let bytes): add(.message(kind, bytes), link)
    case .closed(let link, let code): add(.closed(code.rawValue), link)
    }
  }

  private mutating func add(_ fact: Fact, _ link: LinkID) {
    facts.append(fact)
    places.append(link.index)
  }
}
