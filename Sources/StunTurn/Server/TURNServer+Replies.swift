import SansIO
import SignaldCrypto

/// How requests are answered: one place for successes, one for refusals.
extension TURNServer {
  /// Room for every answer: the largest is a challenge with a realm of 763 bytes.
  private static let answerCapacity = 2048

  /// Sends a success response: what `body` appends, `padding` bytes of it PADDING, then SOFTWARE,
  /// integrity and FINGERPRINT.
  mutating func succeed(
    _ reply: ReplyTo, padding: Int = 0, into outbox: inout Outbox,
    _ body: (inout OutputRawSpan) -> Void
  ) {
    outbox.send(over: reply.route, capacity: TURNServer.answerCapacity + padding) { output in
      output.beginMessage(MessageType(reply.method, .success), id: reply.id)
      body(&output)
      finish(reply, &output)
    }
  }

  /// Sends the error response of a refusal.
  mutating func refuse(
    _ reply: ReplyTo, _ refusal: Refusal, at now: Moment, into outbox: inout Outbox
  ) {
    outbox.send(over: reply.route, capacity: TURNServer.answerCapacity) { output in
      output.beginMessage(MessageType(reply.method, .failure), id: reply.id)
      switch refusal {
      case .challenge(let code):
        write(code, &output)
        output.append(.realm, text: gate.realm)
        gate.nonce(for: reply.ends, at: now).append(to: &output)
        output.append(passwordAlgorithms: Claim.offered)
        finish(reply.unsealed, &output)
      case .malformed:
        write(.badRequest, &output)
        finish(reply.unsealed, &output)
      case .unknown(let types):
        write(.unknownAttribute, &output)
        output.append(unknown: types)
        finish(reply, &output)
      case .reject(let code):
        write(code, &output)
        if code == .tryAlternate { writeAlternative(for: reply, &output) }
        finish(reply, &output)
      }
    }
  }

  @_lifetime(output: copy output)
  private mutating func write(_ code: ErrorCode, _ output: inout OutputRawSpan) {
    statistics.refuse(code)
    output.append(code)
  }

  @_lifetime(output: copy output)
  private func writeAlternative(for reply: ReplyTo, _ output: inout OutputRawSpan) {
    guard let alternative = alternative(for: reply.origin) else { return }
    output.append(.alternateServer, plain: alternative)
    if let domain = alternateDomain { output.append(.alternateDomain, text: domain) }
  }

  /// Where a client of this family is sent while we drain (RFC 8489 section 10).
  func alternative(for client: Endpoint) -> Endpoint? {
    alternatives?.first { $0.address.family == client.address.family }
  }

  @_lifetime(output: copy output)
  private mutating func finish(_ reply: ReplyTo, _ output: inout OutputRawSpan) {
    if let transmission = reply.transmission {
      let response = responses.next(reply.id, along: reply.ends)
      output.append(transmission: transmission, response: response)
    }
    if let seal = reply.seal {
      if let software = configuration.software { output.append(.software, text: software) }
      seal.key.withBytes { output.append(seal.integrity, key: $0, using: &authenticator) }
    }
    if reply.hasFingerprint { output.appendFingerprint() } else { output.endMessage() }
    if reply.seal == nil, case .path = reply.route {
      statistics.countUnverified(output.byteCount)
    }
  }
}
