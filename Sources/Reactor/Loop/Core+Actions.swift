import SansIO

// What a machine can want besides sending bytes.

extension Core {
  /// Does one thing the machine wanted besides sending bytes.
  mutating func perform(_ action: Action, _ outbox: inout Outbox) {
    switch action {
    case .open(let opening, let ticket): open(opening, ticket)
    case .close(let socket): close(socket)
    case .closeListener(let number): close(listener: number)
    case .handSocket(let socket, let loop, let ticket): hand(socket, to: loop, as: ticket)
    case .finish(let link): if holds(link) { finish(Int(link.index), &outbox) }
    case .abort(let link): if holds(link) { close(Int(link.index), .local, resets: true) }
    case .overflow(let link): if holds(link) { close(Int(link.index), .overflow, resets: true) }
    case .pause(let link): if holds(link) { pause(Int(link.index)) }
    case .resume(let link): if holds(link) { resume(Int(link.index)) }
    case .secure(let link, let side): if holds(link) { secure(Int(link.index), as: side) }
    case .handLink(let link, let loop, let owner):
      guard holds(link) else { return }
      outbox.backlog.close(link)
      hand(Int(link.index), to: loop, for: owner)
    }
  }

  private mutating func open(_ opening: Opening, _ ticket: Ticket) {
    do throws(SystemError) {
      switch opening {
      case .udp(let address, let port):
        let endpoint = Endpoint(address: address, port: port ?? 0)
        let (socket, bound) = try openSocket(at: endpoint, owner: ticket.owner)
        tell(.opened(ticket, .socket(socket, bound)))
      case .udpPair(let address, let evenPort):
        let even = Endpoint(address: address, port: evenPort)
        tell(.opened(ticket, try openPair(at: even, owner: ticket.owner)))
      case .connect(let from, let to, let secure):
        try connect(from: from, to: to, secure: secure, ticket)
      case .associate(let from, let to, let secure):
        try associate(from: from, to: to, secure: secure, ticket)
      case .listen(let endpoint):
        let (number, bound) = try listen(at: endpoint, owner: ticket.owner)
        try lendPort(ofListener: number)
        tell(.opened(ticket, .listener(number, bound)))
      }
    } catch {
      tell(.opened(ticket, .failed(Ending(code: error.code))))
    }
  }
}
