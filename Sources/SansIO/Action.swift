/// What a machine can want besides sending bytes.
public enum Action: Hashable, Sendable {
  /// Open something and answer with the ticket.
  case open(Opening, Ticket)
  /// Close a datagram socket after what is queued on it.
  case close(SocketID)
  /// Close a listener; the streams it has brought live on.
  case closeListener(UInt16)
  /// Half-close a stream after what is queued on it.
  case finish(LinkID)
  /// Reset a stream; its queue is dropped.
  case abort(LinkID)
  /// A write would have passed the link's limit: close it with `.overflow`.
  case overflow(LinkID)
  /// Read no more from a stream until it is resumed.
  case pause(LinkID)
  /// Read again.
  case resume(LinkID)
  /// Speak TLS from here on: as the client described, or as the server.
  case secure(LinkID, Secure?)
  /// Move a stream with everything kept and queued to another loop, for that owner there.
  case handLink(LinkID, LoopID, Owner)
  /// Move a datagram socket to another loop, which is told `.opened` with the ticket.
  case handSocket(SocketID, LoopID, Ticket)
}
