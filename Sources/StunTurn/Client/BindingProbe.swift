import SansIO

/// One Binding request under way (RFC 8489 section 12), for whoever has entropy and an outbox.
struct BindingProbe {
  /// Where the server is.
  let route: Route
  private let request: ClientRequest
  private var transaction: Transaction

  /// Sends the request; `timeout` is the initial retransmission timeout in milliseconds.
  init(
    over route: Route, timeout: UInt64, at now: Instant, with tools: inout ClientTools,
    into outbox: inout Outbox
  ) {
    self.route = route
    let id = TransactionID(from: &tools.entropy)
    request = ClientRequest(id: id, purpose: .binding, challenge: nil)
    transaction = Transaction(id: id, over: route, at: now, timeout: timeout)
    request.send(
      over: route, transmission: 1, using: &tools.authenticator, into: &outbox)
  }

  /// When to call `alarm`.
  var deadline: Instant { transaction.deadline }

  /// Sends again or gives up, when it is time.
  mutating func alarm(
    at now: Instant, with tools: inout ClientTools, into outbox: inout Outbox
  ) -> BindingOutcome? {
    switch transaction.next(at: now) {
    case .wait: return nil
    case .timedOut: return .failed(.timedOut)
    case .retransmit:
      request.send(
        over: route, transmission: UInt8(transaction.sendCount), using: &tools.authenticator,
        into: &outbox)
      return nil
    }
  }

  /// What an answer says; `nil` if it answers something else. The caller has checked its source.
  func outcome(of message: Message, at now: Instant) -> BindingOutcome? {
    guard message.isAnswer, message.method == .binding, message.id == request.id else {
      return nil
    }
    guard message.isUnderstood else { return .failed(.malformed) }
    return message.kind == .success ? success(message, at: now) : failure(message)
  }

  private func success(_ message: Message, at now: Instant) -> BindingOutcome {
    guard let endpoint = message.reflexiveAddress else { return .failed(.malformed) }
    guard let counter = message.transmitCounter(),
      let loss = PathLoss(request: counter.request, response: counter.response)
    else { return .reflexive(endpoint, roundTrip: transaction.roundTrip(at: now), loss: nil) }
    return .reflexive(
      endpoint, roundTrip: transaction.roundTrip(of: counter.request, at: now), loss: loss)
  }

  private func failure(_ message: Message) -> BindingOutcome {
    guard let code = try? message.errorCode() else { return .failed(.malformed) }
    if code == .tryAlternate, let server = message.alternateServer(insteadOf: route.server) {
      return .failed(.redirected(server))
    }
    return .failed(.refused(code))
  }
}
