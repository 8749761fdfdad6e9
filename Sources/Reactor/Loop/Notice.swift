import SansIO

/// Something the machine has to be told once the outbox has been executed.
enum Notice {
  /// The answer to an opening, or a socket another loop sent.
  case opened(Ticket, Opened)
  /// A stream changed.
  case link(LinkID, Ticket?, LinkChange)
  /// A datagram could not be delivered.
  case undeliverable(Undeliverable)
  /// A DTLS association is over.
  case departed(Path)
  /// A stream the machine knows is encrypted now.
  case secured(LinkID)
  /// A handshake can begin.
  case handshake(LinkID)
  /// A handshake went on as far as what had come allowed.
  case stepped(LinkID, TLSSession.HandshakeState)
  /// Bytes are there that the poller knows nothing of: kept before the link was resumed or moved
  /// here, or decrypted together with the handshake.
  case present(LinkID)
}
