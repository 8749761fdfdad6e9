import SansIO

/// A bound datagram socket of a host, whoever uses it.
final class Binding {
  /// The host it belongs to.
  unowned let host: Host
  /// Where it is bound.
  let endpoint: Endpoint
  /// Whether others may be bound there too.
  let isShared: Bool
  /// Who reads it; `nil` while it moves between loops.
  weak var user: (any SocketUser)?
  /// Its name on the loop that has it.
  var socket: SocketID?
  /// What arrived while it moved.
  var held: [Packet] = []
  /// Associations seen, and whether they are still alive.
  var sessions: [Session: Bool] = [:]

  /// A DTLS association of this socket.
  struct Session: Hashable {
    var number: UInt32
    var remote: Endpoint
  }

  /// How much the host keeps for a socket no one reads.
  static let mostHeld = 256

  /// Describes a bound socket; the host keeps the books.
  init(host: Host, endpoint: Endpoint, isShared: Bool) {
    self.host = host
    self.endpoint = endpoint
    self.isShared = isShared
  }

  /// Gives a datagram to the user, or keeps it for the next one.
  func deliver(_ packet: Packet) {
    if let user {
      user.receive(packet, on: self)
    } else if held.count < Self.mostHeld {
      held.append(packet)
    }
  }
}
