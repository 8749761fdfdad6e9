public import SansIO

/// Something a checker sees happen in a world.
public enum Observation {
  /// A datagram left a socket.
  case sent(Packet, by: Host)
  /// A datagram reached a socket.
  case delivered(Packet, to: Host)
  /// A datagram ended on its way.
  case dropped(Packet, Drop)
  /// A machine wanted a datagram sent that its driver cannot send.
  case refused([UInt8], along: Path, Refusal, by: AnyNode)
  /// A datagram socket was bound.
  case bound(Endpoint, on: Host)
  /// A datagram socket was closed.
  case unbound(Endpoint, on: Host)
  /// A stream took bytes from a machine or a test.
  case wrote([UInt8], from: Endpoint, to: Endpoint)
  /// A machine had its turn, and all it wanted is under way.
  case turned(AnyNode)

  /// Why a datagram did not arrive.
  public enum Drop: Sendable {
    /// Bad luck.
    case lost
    /// One of the hosts is cut off.
    case cut
    /// No host has the address.
    case noHost
    /// No socket has the port.
    case noSocket
    /// Larger than the MTU, and not to be cut up.
    case tooBig
    /// The receiver's NAT does not let it in.
    case filtered
    /// Sent to one's own NAT, which does not send it back.
    case hairpin
    /// The association had ended.
    case noSession
  }

  /// Why a driver could not send.
  public enum Refusal: Sendable {
    /// The socket is closed or another loop's.
    case noSocket
    /// The host does not have the path's local address.
    case noAddress
    /// The association is over.
    case noSession
  }
}
