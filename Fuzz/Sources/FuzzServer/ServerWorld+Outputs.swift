import SansIO
import StunTurn

/// Looks at everything the server wants, and does it.
extension ServerWorld {
  mutating func takeOutputs() {
    precondition(outbox.count < 4096, "too many orders")
    for place in 0..<outbox.count {
      let order = outbox[place]
      switch order.purpose {
      case .datagram(let path, _) where path.socket == FuzzSetting.listener:
        checkAnswer(outbox.copy(of: order), path, hasHeader: order.header != nil)
      case .datagram(let path, _):
        precondition(order.header == nil && order.totalCount <= 65_507)
        model.checkSend(from: path.socket, to: path.remote, at: now.monotonic)
      case .link(let link): checkWritten(outbox.copy(of: order), to: link)
      case .action(let number): take(outbox.action(number))
      }
    }
    outbox.removeAll()
    while let news = server.nextNews() {
      if case .toLoop(let loop, let letter) = news {
        precondition(loop == LoopID(rawValue: 1))
        take(letter)
      }
    }
    precondition(server.allocationCount <= 5, "more allocations than the loop's share")
  }

  private mutating func take(_ action: Action) {
    switch action {
    case .open(let opening, let ticket): pending.append((opening, ticket))
    case .close(let socket): model.close(socket)
    case .handSocket(let socket, let loop, _):
      precondition(loop == LoopID(rawValue: 1))
      model.close(socket)
    case .abort(let link), .finish(let link): end(link)
    default: preconditionFailure("an action it has no reason for")
    }
  }

  private mutating func take(_ letter: TURNServer.Command) {
    switch letter {
    case .repay(let user, let ports, _): model.lease(-ports, user)
    case .lend, .claim: letters.append(letter)
    case .lent, .claimFailed, .spread: break
    default: preconditionFailure("a loop gives another no such command")
    }
  }

  /// An answer goes to a client and is well-formed; a success is a promise to be held to.
  private mutating func checkAnswer(_ bytes: [UInt8], _ path: Path, hasHeader: Bool) {
    precondition(setting.clients.contains { $0.path == path } || isStranger(path))
    let succeeded = bytes.withUnsafeBytes { buffer -> (TransactionID, StunTurn.Method, UInt64?)? in
      if hasHeader {
        precondition(ChannelData(parsing: buffer.bytes) != nil)
        return nil
      }
      guard let message = try? Message(parsing: buffer.bytes) else {
        preconditionFailure("an answer that does not parse")
      }
      precondition(message.kind != .request)
      guard message.kind == .success else { return nil }
      return (message.id, message.method, (try? message.uint64(.reservationToken)) ?? nil)
    }
    guard let (id, method, token) = succeeded else { return }
    model.succeed(id, method, at: now.monotonic)
    if let token { tokens.append(token) }
    if method == .allocate, let socket = arriving {
      model.own(socket, setting.clients.firstIndex { $0.path == path } ?? 0)
    }
  }

  private func isStranger(_ path: Path) -> Bool { path.remote.port == 999 }
}
