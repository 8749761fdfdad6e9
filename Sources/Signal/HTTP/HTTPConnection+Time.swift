import SansIO

// What a connection does when its time is up.

extension HTTPConnection {
  /// When `expire` wants to be called, `distantFuture` for never.
  var due: Instant { min(stageDue, stalledUntil) }

  private var stageDue: Instant {
    switch stage {
    case .head(_, let deadline): deadline
    case .body(_, let reader, _, let since):
      since.adding(milliseconds: limits.bodyGrace)
        .adding(seconds: UInt64(reader.bytes.count / limits.bodyFloor))
    case .answering: .distantFuture
    case .webSocket(let session): session.due
    case .lingering(_, let until): until
    }
  }

  /// Does what is due; early calls change nothing.
  func expire(at now: Moment, into outbox: inout Outbox) -> HTTPEvent<Route>? {
    guard due <= now.monotonic else { return nil }
    if stalledUntil <= now.monotonic { return giveUp(into: &outbox) }
    switch stage {
    case .head(let scan, _):
      if scan.hasBegun {
        refuse(Response(.requestTimeout), at: now, into: &outbox)
      } else {
        linger(at: now, into: &outbox)
      }
    case .body: refuse(Response(.requestTimeout), at: now, into: &outbox)
    case .webSocket: return expireSession(at: now, into: &outbox)
    case .lingering: return giveUp(into: &outbox)
    case .answering: break
    }
    return nil
  }

  private func expireSession(
    at now: Moment, into outbox: inout Outbox
  ) -> HTTPEvent<Route>? {
    guard case .webSocket(let session) = stage else { return nil }
    switch session.expire(at: now.monotonic) {
    case .nothing: break
    case .ping:
      let flow = writeFrame(.ping, [UInt8]().rawBytes, into: &outbox)
      note(flow, at: now, into: &outbox)
    case .readAgain: unpause(.throttled, &outbox)
    case .fail(let code): return fail(code, at: now, into: &outbox)
    case .dead: return giveUp(into: &outbox)
    }
    return nil
  }

  /// Resets the link; what the owner has to know comes at once, and nothing after it.
  private func giveUp(into outbox: inout Outbox) -> HTTPEvent<Route>? {
    let event = farewell
    abandon(into: &outbox)
    return event
  }

  /// Gives up what is unfinished, to make room for others.
  func evict(at now: Moment, into outbox: inout Outbox) -> HTTPEvent<Route>? {
    if case .body = stage {
      refuse(Response(.serviceUnavailable), at: now, into: &outbox)
      return nil
    }
    return fail(.tryAgainLater, at: now, into: &outbox)
  }

  /// Bytes held of what is not complete; `nil` if nothing has begun.
  var unfinishedCount: Int? {
    switch stage {
    case .body(_, let reader, _, _): reader.bytes.count
    case .webSocket(let session): session.unfinishedCount
    case .head, .answering, .lingering: nil
    }
  }
}
