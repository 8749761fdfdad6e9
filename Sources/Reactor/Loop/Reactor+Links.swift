import SansIO

// Streams, as far as the machine has a part in it.

extension Reactor where M: ~Copyable {
  /// Does what a ready stream calls for.
  mutating func serveLink(_ ready: Poller.Readiness) {
    let index = ready.token.index
    guard core.links.holds(index, ready.token.generation) else { return }
    switch core.links[index].stage {
    case .connecting: core.finishConnecting(index)
    case .arriving: serveDoorstep(index)
    case .handshaking: serveHandshake(index, ready)
    case .open: serveOpen(index, ready)
    }
  }

  private mutating func serveDoorstep(_ index: Int) {
    // Level-triggered: whoever has to wait is reported again.
    guard core.handshakesLeft > 0 else { return }
    if core.readDoorstep(index) { core.handshakesLeft -= 1 }
  }

  private mutating func serveHandshake(_ index: Int, _ ready: Poller.Readiness) {
    if ready.isWritable, !core.drainQueue(ofLink: index, &outbox) { return }
    // Level-triggered: whoever has to wait is reported again.
    guard ready.isReadable || ready.hasFailed || ready.isHungUp, core.handshakesLeft > 0,
      !core.links[index].isSessionAway
    else { return }
    core.handshakesLeft -= 1
    core.readHandshake(index, &outbox)
  }

  private mutating func serveOpen(_ index: Int, _ ready: Poller.Readiness) {
    if ready.isWritable, !core.drainQueue(ofLink: index, &outbox) { return }
    if core.links[index].isPaused || core.links[index].hasEnded {
      core.endUnread(index, ready)
    } else if ready.isReadable || ready.hasFailed || ready.isHungUp {
      show(core.readStream(index), of: index)
    }
  }

  /// Shows a stream's bytes without asking the kernel for more.
  mutating func present(_ link: LinkID) {
    // The machine may have given the stream away when it heard of it: its bytes go with it.
    execute()
    let index = Int(link.index)
    guard core.holds(link), core.links[index].stage == .open, !core.links[index].isPaused
    else { return }
    show(core.presentable(index), of: index)
  }

  private mutating func show(_ arrival: Arrival, of index: Int) {
    let link = core.links[index].id
    if arrival.count > 0 {
      obeyMail()
      // The scratch is not used again before the outbox has been executed, below.
      let bytes = unsafe core.scratch.bytes(arrival.count)
      let chunk = unsafe Chunk(bytes: bytes.bytes, link: link)
      machine.handle(.chunk(chunk), at: core.now, into: &outbox)
      core.keep(outbox.takeKeptCount(), of: arrival.count, on: index)
    }
    if core.holds(link) { core.conclude(index, arrival.conclusion) }
    execute()
    if core.holds(link) { core.answerPeer(index, &outbox) }
  }

  /// Counts what may wait on a stream while the machine can write to it.
  mutating func count(_ link: LinkID, _ change: LinkChange) {
    switch change {
    case .opened:
      outbox.backlog.open(link)
      guard core.holds(link) else { return }
      _ = outbox.backlog.settle(link, queued: core.links[Int(link.index)].queue.count)
    case .closed: outbox.backlog.close(link)
    case .drained, .ended: break
    }
  }
}
