import SansIO
import StunTurn

/// Opens what a client needs to reach its server, then hosts the client.
struct ClientHost<Client: Machine & ~Copyable>: ~Copyable {
  /// What can be told.
  enum Command: Sendable {
    /// Open the route.
    case open
    /// For the client; waits until there is one.
    case client(Client.Command)
  }

  /// What happened.
  enum News: Sendable {
    /// The route could not be opened.
    case failed(Ending)
    /// The client's own.
    case client(Client.News)
  }

  private let dial: Dial
  private let make: @Sendable (Route) -> Client
  private var client: Client?
  private var waiting: [Client.Command] = []
  private var failure: Ending?

  init(_ dial: Dial, making make: @escaping @Sendable (Route) -> Client) {
    self.dial = dial
    self.make = make
    client = nil
  }
}

extension ClientHost: Machine where Client: ~Copyable {
  mutating func handle(_ event: Event, at now: Moment, into outbox: inout Outbox) {
    switch event {
    case .opened(_, .socket(let socket, let local)):
      let path = Path(socket: socket, local: local.address, remote: dial.endpoint)
      begin(over: .path(path), at: now, into: &outbox)
    case .opened(_, .path(let path)):
      begin(over: .path(path), at: now, into: &outbox)
    case .opened(_, .failed(let ending)):
      failure = ending
    case .link(let link, .some, .opened):
      begin(over: .link(link), at: now, into: &outbox)
    default:
      client?.handle(event, at: now, into: &outbox)
    }
  }

  mutating func obey(_ command: Command, at now: Moment, into outbox: inout Outbox) {
    switch command {
    case .open: outbox.open(dial.opening, as: Ticket(0))
    case .client(let command):
      if client == nil {
        waiting.append(command)
      } else {
        client?.obey(command, at: now, into: &outbox)
      }
    }
  }

  mutating func nextNews() -> News? {
    if let ending = failure.take() { return .failed(ending) }
    guard let news = client?.nextNews() else { return nil }
    return .client(news)
  }

  var deadline: Instant? {
    switch client {
    case .some(let client): client.deadline
    case .none: nil
    }
  }

  private mutating func begin(over route: Route, at now: Moment, into outbox: inout Outbox) {
    client = make(route)
    for command in waiting { client?.obey(command, at: now, into: &outbox) }
    waiting = []
  }
}
