import SansIO

/// Quotas of users over all loops.
extension TURNServer {
  /// How many ports each user holds on this loop.
  var holdings: [String: Int] { quotas.held }

  /// Whether a user may hold so many ports more: 486 if not. Where the user's home is another loop
  /// that has to be asked first, the answer is `false`, and the request comes again with the reply.
  mutating func mayHold(
    _ ports: Int, _ request: Request, into outbox: inout Outbox
  ) throws(Refusal) -> Bool {
    guard ports > 0, let quota = quota(of: request.admission.scope) else { return true }
    let user = request.admission.quotaUser
    let home = home(of: user)
    guard home != configuration.loop else {
      guard quotas.total(of: user) + ports <= quota else {
        throw .reject(.allocationQuotaReached)
      }
      return true
    }
    let missing = ports - quotas.spare(of: user)
    if missing <= 0 { return true }
    guard !request.isSecondTry else { throw .reject(.allocationQuotaReached) }
    guard deferred.count < configuration.limits.deferredRequests else {
      throw .reject(.insufficientCapacity)
    }
    lastTicket += 1
    let ticket = Ticket(lastTicket << 32)
    deferred[ticket.number] = DeferredRequest(
      bytes: request.message.bytes.copied(), reply: request.reply.unsealed)
    tell(
      .toLoop(
        home,
        .lend(user: user, ports: missing, quota: quota, to: configuration.loop, ticket: ticket)))
    return false
  }

  /// Counts ports a user holds from now on.
  mutating func hold(_ ports: Int, of user: String) {
    quotas.hold(ports, of: user)
    spread(user)
  }

  /// Counts ports a user holds no longer, and repays what was leased for them.
  mutating func release(_ ports: Int, of user: String) {
    quotas.release(ports, of: user)
    repay(user)
    spread(user)
  }

  // MARK: Between loops

  /// Lends ports to another loop if the quota has them.
  mutating func lend(
    _ ports: Int, of user: String, quota: Int, to loop: LoopID, _ ticket: Ticket
  ) {
    let isThere = ports > 0 && quotas.total(of: user) + ports <= quota
    if isThere { quotas.lend(ports, of: user, to: loop) }
    spread(user)
    let answer = Command.lent(
      user: user, ports: isThere ? ports : 0, loops: spreads[user, default: 1], ticket: ticket)
    tell(.toLoop(loop, answer))
  }

  /// Takes in what was lent, or was not, and tries the request again that waited for it.
  mutating func takeLease(
    _ ports: Int, of user: String, loops: Int, _ ticket: Ticket, at now: Moment,
    into outbox: inout Outbox
  ) {
    quotas.lease(ports, of: user)
    if let request = deferred.removeValue(forKey: ticket.number) {
      tryAgain(request, at: now, into: &outbox)
    }
    repay(user)
    meters.divide(user, by: loops)
  }

  /// Takes back what another loop needs no longer.
  mutating func takeBack(_ ports: Int, of user: String, from loop: LoopID) {
    quotas.lend(-ports, of: user, to: loop)
    spread(user)
  }

  private mutating func repay(_ user: String) {
    let spare = quotas.giveUpSpare(of: user)
    guard spare > 0 else { return }
    tell(
      .toLoop(home(of: user), .repay(user: user, ports: spare, from: configuration.loop)))
  }

  private mutating func tryAgain(
    _ request: DeferredRequest, at now: Moment, into outbox: inout Outbox
  ) {
    // Who has hung up meanwhile would leave an allocation behind that nobody ends.
    if case .link(let link) = request.reply.route, links[link] == nil { return }
    // The span ends with this call, and the message with it.
    let bytes = unsafe request.bytes.span.bytes
    guard let message = try? Message(parsing: bytes) else { return }
    admit(message, request.reply, at: now, isSecondTry: true, into: &outbox)
  }

  /// Tells the loops a user is on how many they are, if that divides a rate among them.
  private mutating func spread(_ user: String) {
    guard meters.dividesUsers, home(of: user) == configuration.loop else { return }
    let others = quotas.loops(of: user)
    let isHere = quotas.held[user] != nil
    let count = others.count + (isHere ? 1 : 0)
    guard spreads[user, default: 1] != count else { return }
    spreads[user] = count > 1 ? count : nil
    for loop in others { tell(.toLoop(loop, .spread(user: user, loops: count))) }
    if isHere { meters.divide(user, by: count) }
  }

  /// The loop that counts for a user: the same by the name, whichever loop asks.
  private func home(of user: String) -> LoopID {
    // FNV-1a: nothing is won by choosing a name that has another loop for a home.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in user.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return LoopID(rawValue: UInt8((hash >> 32) % UInt64(configuration.loopCount)))
  }

  /// What a user may hold at most; `nil` if there is neither a quota nor a rate to divide.
  private func quota(of scope: RelayScope?) -> Int? {
    configuration.limits.quota(of: scope) ?? (meters.dividesUsers ? .max / 2 : nil)
  }
}
