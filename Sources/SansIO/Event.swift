/// Everything a machine can be told.
public enum Event: ~Escapable {
  /// A datagram arrived.
  case datagram(Datagram)
  /// Bytes of a stream arrived.
  case chunk(Chunk)
  /// A stream changed; the ticket is that of the `connect` which made it.
  case link(LinkID, Ticket?, LinkChange)
  /// The answer to `Outbox.open`, or a handed-over socket.
  case opened(Ticket, Opened)
  /// A datagram we sent could not be delivered.
  case undeliverable(Undeliverable)
  /// A DTLS association ended; nothing can be sent along this path any more.
  case departed(Path)
  /// The deadline passed. An early one changes nothing.
  case alarm

  /// The machine of a composite this concerns; `nil` concerns all of them.
  @inlinable
  public var owner: Owner? {
    switch self {
    case .datagram(let datagram): datagram.path.socket.owner
    case .chunk(let chunk): chunk.link.owner
    case .link(let link, _, _): link.owner
    case .opened(let ticket, _): ticket.owner
    case .undeliverable(let report): report.path.socket.owner
    case .departed(let path): path.socket.owner
    case .alarm: nil
    }
  }
}
