import SansIO

/// Bytes between clients and peers (RFC 6062 section 5.5): nothing is lost, and whoever is too fast
/// is read no further until the other has caught up.
extension TURNServer {
  /// Passes what one end of a connection sent on to the other; a peer nobody is joined to is not
  /// read, so there is nothing then.
  mutating func pass(
    _ bytes: RawSpan, of chunk: Chunk, in connection: PeerConnection, into outbox: inout Outbox
  ) {
    guard case .joined(let peer, let client) = connection.stage else {
      return outbox.keep(bytes, of: chunk)
    }
    guard bytes.byteCount > 0 else { return }
    let isToPeer = chunk.link == client
    let flow = outbox.forward(
      bytes, of: chunk, behind: nil, padding: 0, to: isToPeer ? peer : client)
    if flow == .full { outbox.pause(chunk.link) }
    if isToPeer {
      statistics.bytesToPeers += UInt64(bytes.byteCount)
    } else {
      statistics.bytesToClients += UInt64(bytes.byteCount)
    }
  }

  /// Takes in what has become of an end of a connection.
  mutating func take(
    _ change: LinkChange, of link: LinkID, in connection: PeerConnection,
    into outbox: inout Outbox
  ) {
    guard case .joined(let peer, let client) = connection.stage else {
      // A peer that has said all it has to say can still be bound and heard.
      if case .closed = change { drop(connection.id, sparing: link, into: &outbox) }
      return
    }
    let other = link == client ? peer : client
    switch change {
    case .opened: break
    case .drained: outbox.resume(other)
    case .ended: outbox.finish(other)
    case .closed(.finished):
      // What is still queued for the other end leaves before it closes.
      outbox.finish(other)
      forget(connection)
    case .closed: drop(connection.id, sparing: link, into: &outbox)
    }
  }

  private mutating func forget(_ connection: PeerConnection) {
    _ = peers.remove(connection.id)
    ledger.terms[Int(connection.allocation)]?.connections.removeAll { $0 == connection.id }
  }

  /// Closes a connection nobody has bound in time.
  mutating func expireConnection(_ id: UInt32, into outbox: inout Outbox) {
    guard let connection = peers[id], case .waiting = connection.stage else { return }
    drop(id, into: &outbox)
  }
}
