/// One step of a check; a check passes when all its steps have.
enum Step: Sendable {
  /// Sends a request until it is answered, and judges the answer.
  case ask(Line, Draft, Expectation)
  /// Sends the last request once more, byte for byte.
  case again(Line, Expectation)
  /// Sends something that is not waited for.
  case say(Line, Draft)
  /// A peer sends these bytes to a place.
  case tell(Line, to: Place, [UInt8])
  /// The next that comes at a line must be this.
  case hear(Line, Hearing)
  /// The next that comes at a line must be this; if nothing does, the check is skipped.
  case hope(Line, Hearing, else: String)
  /// Nothing may come at these lines for a while.
  case quiet([Line])
  /// Waits so many seconds.
  case pause(UInt64)
  /// The check is skipped for this reason unless the condition holds.
  case require(String, @Sendable (Scene) -> Bool)
  /// Remarks something about a check that passes.
  case note(@Sendable (Scene) -> String?)
  /// Something must hold of all that was said so far; `nil` if it does, else what came.
  case verify(String, @Sendable (Scene) -> String?)
  /// A client begins with what another one was challenged with, as its own second connection does.
  case lend(Line, to: Line)
  /// What comes at a client from here on is a stream of plain bytes (RFC 6062 section 5.4).
  case unframe(Line)
}

extension Step {
  /// A client allocates.
  static func allocated(_ line: Line) -> Step { .ask(line, .allocate(), .success()) }

  /// A client gets a permission for a peer, unless the server's policy is against it.
  static func permitted(_ line: Line, _ place: Place) -> Step {
    .ask(line, .request(.createPermission, [.peer(place)]), .success().unlessForbidden)
  }

  /// A client binds a channel to a peer, unless the server's policy is against it.
  static func bound(_ line: Line, _ number: UInt16, _ place: Place) -> Step {
    .ask(
      line, .request(.channelBind, [.channel(number), .peer(place)]), .success().unlessForbidden)
  }
}

extension Expectation {
  /// The same where 403 means that the server's policy is against the peers of this check.
  var unlessForbidden: Expectation {
    skipping(403, "the server's policy refuses this machine as a peer; see --peer")
  }
}
