import SansIO

/// Something the machine has to be told once the outbox has been executed.
enum Notice {
  case opened(Ticket, Opened)
  case link(LinkID, Ticket?, LinkChange)
  case undeliverable(Undeliverable)
  /// Bytes a machine kept come again though none are new: the link moved here or was resumed.
  case kept(LinkID)
}
