import CSignaldLinux
import Glibc
import SansIO

// TLS between socket and machine.

extension Core {
  // MARK: Handshake

  /// Speaks TLS on an open stream from here on.
  mutating func secure(_ index: Int, as wish: Secure?) {
    guard links[index].session == nil, links[index].stage == .open else {
      return close(index, .local, resets: true)
    }
    if let wish { return startHandshake(index, as: wish) }
    guard let server = contexts.server else { return close(index, .local, resets: true) }
    links[index].session = TLSSession(server: server)
    beginHandshake(index)
  }

  /// Speaks TLS as the client from here on.
  mutating func startHandshake(_ index: Int, as wish: Secure) {
    do throws(TLSError) {
      links[index].session = try contexts.makeSession(for: wish)
    } catch {
      // A name or protocol that cannot be asked for: our side is to blame.
      return close(index, .local, resets: true)
    }
    if links[index].info.serverName == nil { links[index].info.serverName = wish.serverName }
    beginHandshake(index)
  }

  /// What was kept of the stream was encrypted already: the session takes it.
  mutating func beginHandshake(_ index: Int) {
    links[index].stage = .handshaking
    let kept = links[index].kept
    links[index].kept = []
    // Copied by the session.
    unsafe kept.withUnsafeBytes { unsafe links[index].session?.receive($0) }
    schedule(index, after: settings.handshakeTimeout)
    if watch(index) { tell(.handshake(links[index].id)) }
  }

  /// Reads what the peer says and goes one step on.
  mutating func readHandshake(_ index: Int, _ outbox: inout Outbox) {
    let result = receiveCiphertext(index)
    if result <= 0 {
      switch conclusion(result) {
      case .more: return
      case .ended: return close(index, .reset)
      case .failed(let ending): return close(index, ending)
      }
    }
    stepHandshake(index, &outbox)
  }

  /// Goes on as far as what has been read allows.
  mutating func stepHandshake(_ index: Int, _ outbox: inout Outbox) {
    if sendAway(index) { return }
    concludeStep(index, links[index].session?.step() ?? .handshaking, &outbox)
  }

  /// Does what the last step calls for.
  mutating func concludeStep(
    _ index: Int, _ state: TLSSession.HandshakeState, _ outbox: inout Outbox
  ) {
    guard flushCiphertext(index, &outbox) else { return }
    switch state {
    case .handshaking: break
    case .failed(let reason): close(index, .tls(reason))
    case .done: finishHandshake(index, &outbox)
    }
  }

  private mutating func finishHandshake(_ index: Int, _ outbox: inout Outbox) {
    links[index].stage = .open
    links[index].info.isSecure = true
    links[index].info.alpn = links[index].session?.alpn
    if let name = links[index].session?.serverName { links[index].info.serverName = name }
    let early = links[index].early
    links[index].early = []
    // Copied by the session.
    unsafe early.withUnsafeBytes { unsafe _ = links[index].session?.write($0) }
    if links[index].writing == .finishing { links[index].session?.shutdown() }
    let id = links[index].id
    if links[index].isAnnounced {
      cancelTimer(index)
      tell(.secured(id))
    } else {
      announce(index)
    }
    guard flushCiphertext(index, &outbox) else { return }
    // What came right behind the handshake is in the session, and the poller knows nothing of it.
    tell(.present(id))
  }

  // MARK: In

  /// Reads what has arrived and decrypts it.
  mutating func readCiphertext(_ index: Int) -> Arrival {
    let result = receiveCiphertext(index)
    if result > 0 {
      refreshLinger(index)
      return decrypt(index)
    }
    let conclusion = conclusion(result)
    // The end of a stream without close_notify: an attacker may have cut it.
    if case .ended = conclusion { return Arrival(conclusion: .failed(.reset)) }
    return Arrival(conclusion: conclusion)
  }

  /// Everything the session can decrypt, behind what was kept.
  mutating func decrypt(_ index: Int) -> Arrival {
    var count = links[index].kept.count
    let first = count
    while true {
      // The scratch is not used again before the outbox has been executed.
      let room = unsafe scratch.room(after: count)
      if unsafe room.isEmpty {
        tell(.present(links[index].id))
        return Arrival(count: count)
      }
      switch unsafe links[index].session?.read(into: room) ?? .wantsMore {
      case .bytes(let more): count += more
      case .wantsMore: return Arrival(count: count == first ? 0 : count)
      case .closed: return Arrival(count: count == first ? 0 : count, conclusion: .ended)
      case .failed(let reason):
        return Arrival(count: count == first ? 0 : count, conclusion: .failed(.tls(reason)))
      }
    }
  }

  private mutating func receiveCiphertext(_ index: Int) -> Int64 {
    // The session copies what was received before the scratch is used again.
    let room = unsafe scratch.ciphertext
    let result = unsafe csys_receive(
      links[index].descriptor.number, room.baseAddress, room.count)
    if result > 0 {
      unsafe links[index].session?.receive(
        UnsafeRawBufferPointer(rebasing: room[..<Int(result)]))
    }
    return result
  }

  // MARK: Out

  /// Encrypts what is about to leave, gathered: OpenSSL cuts it into as few records as can be.
  mutating func encrypt(_ index: Int, _ outbox: inout Outbox) {
    let plain = linkSender.copy(after: 0)
    guard links[index].stage == .open else {
      links[index].early += plain
      return
    }
    // Copied by the session.
    let isWritten = unsafe plain.withUnsafeBytes { unsafe links[index].session?.write($0) } ?? false
    guard flushCiphertext(index, &outbox), !isWritten else { return }
    if case .failed(let reason)? = links[index].session?.step() { close(index, .tls(reason)) }
  }

  /// Sends what the session has to say by itself, after a key update for one. A peer that asks and
  /// asks but reads nothing does not get beyond twice the limit of all queues.
  mutating func answerPeer(_ index: Int, _ outbox: inout Outbox) {
    guard let count = links[index].session?.pendingCiphertext, count > 0,
      flushCiphertext(index, &outbox), links[index].queue.count > 2 * outbox.backlog.marks.limit
    else { return }
    close(index, .overflow, resets: true)
  }

  /// Sends what the session produced, behind what is queued. Answers whether the link lives.
  mutating func flushCiphertext(_ index: Int, _ outbox: inout Outbox) -> Bool {
    while let count = links[index].session?.pendingCiphertext, count > 0 {
      // The queue copies what was taken before the scratch is used again.
      let room = unsafe scratch.ciphertext
      let taken = unsafe links[index].session?.takeCiphertext(into: room) ?? 0
      unsafe links[index].queue.append(UnsafeRawBufferPointer(rebasing: room[..<taken]))
    }
    return drainQueue(ofLink: index, &outbox)
  }
}
