import SansIO
import StunTurn

/// One stream of a stranger, which comes and goes.
extension ServerWorld {
  /// How a stream stands with the server and with the loop that serves it.
  enum Stream {
    /// There is none.
    case absent
    /// It is open; these bytes were kept of what it has sent.
    case open(kept: [UInt8])
    /// The server has had enough; it has not been told yet that it is over.
    case ending
  }

  private static let link = LinkID(
    index: 1, generation: 0, loop: LoopID(rawValue: 0), owner: Owner(rawValue: 0))

  /// Opens the stream, or goes on with it.
  mutating func streamEvent() {
    switch stream {
    case .absent:
      stream = .open(kept: [])
      outbox.backlog.open(Self.link)
      let remote = setting.clients[0].path.remote
      tellStream(
        .opened(LinkInfo(local: FuzzSetting.listening, remote: remote, origin: remote)))
    case .ending:
      stream = .absent
      tellStream(.closed(.local))
    case .open(let kept):
      switch input.byte() & 15 {
      case 0: tellStream(.ended)
      case 1:
        stream = .absent
        outbox.backlog.close(Self.link)
        tellStream(.closed(.reset))
      case 2: tellStream(.drained)
      case 3, 4, 5: feed(kept + input.bytes(Int(input.byte())))
      default:
        guard !sent.isEmpty else { return }
        let whole = sent[input.number(below: sent.count)].bytes
        feed(kept + whole.prefix(1 + Int(input.byte()) % max(whole.count, 1)))
      }
    }
  }

  /// Sends what was kept and what is new, and keeps what the server wants to see again.
  private mutating func feed(_ bytes: [UInt8]) {
    let count = bytes.count
    let keptCount = bytes.withUnsafeBytes { buffer in
      tellChunk(Chunk(bytes: buffer.bytes, link: Self.link))
      return outbox.takeKeptCount()
    }
    precondition(keptCount <= count, "keeps more than there is")
    if case .open = stream { stream = .open(kept: Array(bytes.suffix(keptCount))) }
  }

  private mutating func tellStream(_ change: LinkChange) { tell(.link(Self.link, nil, change)) }

  /// The server ends the stream.
  mutating func end(_ link: LinkID) {
    guard case .open = stream, link == Self.link else { preconditionFailure("ends no stream") }
    stream = .ending
    outbox.backlog.close(link)
  }

  /// The server says something over the stream: whole messages, and no request.
  mutating func checkWritten(_ bytes: [UInt8], to link: LinkID) {
    precondition(link == Self.link, "writes to a link nobody opened")
    bytes.withUnsafeBytes { buffer in
      guard let message = try? Message(parsing: buffer.bytes), message.kind != .request else {
        preconditionFailure("a stranger is told what is no answer")
      }
      precondition(message.kind == .failure || message.method == .binding)
    }
    _ = outbox.backlog.settle(link, queued: 0)
  }
}
