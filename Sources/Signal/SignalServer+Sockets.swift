import SansIO

extension SignalServer {
  /// Takes in what came of HTTP.
  mutating func take(
    _ event: HTTPEvent<SignalRoute>, at now: Moment, into outbox: inout Outbox
  ) {
    switch event {
    case .request(let link, let route, let body):
      answer(route, body, on: link, at: now, into: &outbox)
    case .abandoned: break
    case .opened(let link, let route, _):
      guard case .socket = route.action else { return http.admit(link) }
      counts.socketsOpened += 1
      var visitor = route.visitor
      if let lastSite, lastSite == visitor.site { visitor.site = lastSite }
      lastSite = visitor.site
      visitors[link] = visitor
    case .message(let link, let kind, let message):
      guard let visitor = visitors[link] else {
        // Only the echo has no visitor.
        http.send(kind, message, to: link, at: now, into: &outbox)
        return
      }
      do throws(SocketComplaint) {
        try obey(message, of: visitor, on: link, at: now)
      } catch {
        complain(error, to: link, at: now, into: &outbox)
      }
    case .closed(let link, _):
      visitors[link] = nil
      lobby.close(link, at: now.monotonic)
    }
  }

  private mutating func obey(
    _ message: [UInt8], of visitor: Visitor, on link: LinkID, at now: Moment
  ) throws(SocketComplaint) {
    switch try SocketCommand(parsing: message.rawBytes) {
    case .register(let name, let client):
      let answer = lobby.register(
        link, as: client, in: RoomKey(name, space: visitor.space), from: visitor.address,
        at: now.monotonic)
      switch answer {
      case .accepted: http.admit(link)
      case .registeredTwice: throw .registeredTwice
      case .duplicate: throw .duplicate
      case .full, .overflow: throw .roomIsFull
      }
    case .send(let letter):
      guard lobby.sockets[link] != nil else { throw .unregistered }
      guard let letter else { throw .missingMessage }
      _ = lobby.send(letter, on: link, at: now.monotonic)
    }
  }

  /// Tells a client what it did wrong, and closes its socket in all cases but one.
  private mutating func complain(
    _ complaint: SocketComplaint, to link: LinkID, at now: Moment, into outbox: inout Outbox
  ) {
    counts.socketErrors += 1
    http.send(.text, complaint.json, to: link, at: now, into: &outbox)
    if complaint == .unknownCommand { return }
    visitors[link] = nil
    lobby.close(link, at: now.monotonic)
    http.close(link, .policyViolation, at: now, into: &outbox)
  }
}
