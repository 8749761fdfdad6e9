import SansIO

// What a connection does once it is a WebSocket.

extension HTTPConnection {
  /// Answers a request for a WebSocket with 101 or the status it is refused with.
  func upgrade(
    _ head: borrowing RequestHead, _ route: Route, _ terms: WebSocketTerms,
    _ exchange: Exchange, _ now: Moment, _ outbox: inout Outbox
  ) -> HTTPEvent<Route>? {
    do throws(HTTPStatus) {
      let handshake = try WebSocketHandshake(
        head, origins: terms.origins, protocols: terms.protocols)
      stage = .webSocket(WebSocketSession(terms.shared, at: now.monotonic))
      write(handshake.response, false, .upgrade, at: now, into: &outbox)
      return .opened(link, route, chosenProtocol: handshake.chosenProtocol)
    } catch {
      refuse(WebSocketHandshake.refusal(error), at: now, into: &outbox)
      return nil
    }
  }

  /// Reads frames up to the next thing to be told.
  func readFrames(
    _ bytes: RawSpan, _ offset: inout Int, at now: Moment, into outbox: inout Outbox
  ) -> HTTPEvent<Route>? {
    guard case .webSocket(let session) = stage else { return nil }
    switch session.read(bytes, from: &offset, at: now.monotonic) {
    case .more: return nil
    case .message(let kind, let message, let pace):
      switch pace {
      case .within: break
      case .throttle: pause(.throttled, &outbox)
      case .excessive: return fail(.tooManyMessages, at: now, into: &outbox)
      }
      return .message(link, kind, message)
    case .ping(let payload):
      note(writeFrame(.pong, payload.rawBytes, into: &outbox), at: now, into: &outbox)
      return nil
    case .closed(let code):
      if session.isOpen { _ = writeClose(code, into: &outbox) }
      linger(at: now, into: &outbox)
      return session.isOpen ? .closed(link, code) : nil
    case .failed(let code): return fail(code, at: now, into: &outbox)
    case .exhausted:
      abandon(into: &outbox)
      return nil
    }
  }

  /// Ends a WebSocket at once for what its peer did (RFC 6455 section 7.1.7).
  func fail(
    _ code: CloseCode, at now: Moment, into outbox: inout Outbox
  ) -> HTTPEvent<Route>? {
    guard case .webSocket(let session) = stage else { return nil }
    if session.isOpen { _ = writeClose(code, into: &outbox) }
    linger(at: now, into: &outbox)
    return session.isOpen ? .closed(link, code) : nil
  }

  // MARK: For the owner

  /// Sends a message; does nothing and says full unless a WebSocket is open.
  func send(
    _ kind: MessageKind, _ payload: RawSpan, at now: Moment, into outbox: inout Outbox
  ) -> Flow {
    guard case .webSocket(let session) = stage, session.isOpen else { return .full }
    let flow = writeFrame(kind.opcode, payload, into: &outbox)
    note(flow, at: now, into: &outbox)
    return flow
  }

  /// Begins the closing handshake; its end is waited for as long as for any last word.
  func close(_ code: CloseCode, at now: Moment, into outbox: inout Outbox) {
    guard let session = openSession else { return }
    _ = writeClose(code, into: &outbox)
    session.beginClosing(
      until: now.monotonic.adding(milliseconds: limits.lingerTimeout),
      discarding: limits.maximumDiscarded)
    unpause(.throttled, &outbox)
  }

  /// The peer has said who it is.
  func admit() { openSession?.admit() }

  /// Asks the peer for a sign of life; none in `milliseconds` ends the WebSocket.
  func probe(milliseconds: UInt64, at now: Moment, into outbox: inout Outbox) {
    guard let session = openSession else { return }
    session.probe(until: now.monotonic.adding(milliseconds: milliseconds))
    note(writeFrame(.ping, [UInt8]().rawBytes, into: &outbox), at: now, into: &outbox)
  }

  private var openSession: WebSocketSession? {
    guard case .webSocket(let session) = stage, session.isOpen else { return nil }
    return session
  }

  // MARK: Frames

  /// Sends one frame.
  func writeFrame(_ opcode: Opcode, _ payload: RawSpan, into outbox: inout Outbox) -> Flow {
    let capacity = FrameWriter.maximumCount(payload: payload.byteCount)
    return outbox.write(to: link, capacity: capacity) { output in
      FrameWriter.write(opcode, payload, to: &output)
    }
  }

  private func writeClose(_ code: CloseCode, into outbox: inout Outbox) -> Flow {
    outbox.write(to: link, capacity: FrameWriter.maximumCount(payload: 2)) { output in
      FrameWriter.writeClose(code, to: &output)
    }
  }
}
