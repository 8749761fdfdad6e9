import SansIO

/// A datagram socket on its way to another loop. Whoever ends up with it takes the socket out once;
/// if nobody does, it closes with the parcel.
///
/// Unchecked: the sending loop gives its only reference to the mailbox, whose lock orders the two.
final class SocketParcel: @unchecked Sendable {
  /// What it is announced with there.
  let ticket: Ticket
  private var socket: UDPSocket?

  /// Packs a socket.
  init(_ socket: consuming UDPSocket, ticket: Ticket) {
    self.socket = consume socket
    self.ticket = ticket
  }

  /// The socket, the first time.
  func take() -> UDPSocket? { socket.take() }
}
