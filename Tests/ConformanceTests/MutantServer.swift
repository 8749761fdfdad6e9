import SansIO
import StunTurn
import TestSupport

@testable import Conformance

/// Our server, spoilt.
struct MutantServer: Machine, ~Copyable {
  typealias Command = TURNServer.Command
  typealias News = TURNServer.News

  private var server: TURNServer
  private let mutation: Mutation?
  private var memory = Mutation.Memory()
  private var inside = Outbox()

  init(_ server: consuming TURNServer, mutation: Mutation?) {
    self.server = server
    self.mutation = mutation
  }

  mutating func obey(_ command: Command, at now: Moment, into outbox: inout Outbox) {
    server.obey(command, at: now, into: &outbox)
  }

  mutating func nextNews() -> News? { server.nextNews() }

  var deadline: Instant? { server.deadline }

  mutating func handle(_ event: Event, at now: Moment, into outbox: inout Outbox) {
    guard let mutation else { return server.handle(event, at: now, into: &outbox) }
    guard case .datagram(let datagram) = event else {
      if case .opened(let ticket, .socket(let socket, _)) = event {
        memory.clients[socket] = memory.openings.removeValue(forKey: ticket.number)
      }
      server.handle(event, at: now, into: &inside)
      return pass(inside.takeOutputs(), mutation, into: &outbox)
    }
    var bytes = datagram.bytes.copied()
    let (path, origin) = (datagram.path, datagram.origin)
    let isClient = path.local == Bench.listener.address
    if isClient {
      mutation.request(&bytes, &memory)
    }
    bytes.withRawSpan { span in
      server.handle(
        .datagram(Datagram(bytes: span, path: path, origin: origin, marking: Marking())),
        at: now, into: &inside)
    }
    var outputs = inside.takeOutputs()
    for extra in mutation.more(bytes, path.remote, isClient, memory) where outputs.isEmpty {
      switch extra {
      case .toClient(let bytes) where isClient: outputs = [.sent(bytes, along: path)]
      case .toClient(let bytes):
        if let client = memory.clients[path.socket] { outputs = [.sent(bytes, along: client)] }
      case .toPeer(let bytes, let peer):
        let relay = memory.clients.first { $0.value == path }
        guard let relay else { continue }
        let path = Path(socket: relay.key, local: address("203.0.113.9"), remote: peer)
        outputs = [.sent(bytes, along: path)]
      }
    }
    for case .action(.open(_, let ticket)) in outputs { memory.openings[ticket.number] = path }
    pass(outputs, mutation, into: &outbox)
  }

  private mutating func pass(
    _ outputs: [Output], _ mutation: Mutation, into outbox: inout Outbox
  ) {
    for output in outputs {
      switch output {
      case .sent(var bytes, let path, let marking):
        if path.local == Bench.listener.address {
          mutation.answer(&bytes, &memory)
        } else {
          mutation.relayed(&bytes)
        }
        outbox.send(along: path, marked: marking, capacity: bytes.count) { target in
          bytes.withRawSpan { target.append(bytes: $0) }
        }
      case .action(.open(let opening, let ticket)): outbox.open(opening, as: ticket)
      case .action(.close(let socket)): outbox.close(socket)
      case .action, .wrote: break
      }
    }
  }
}
