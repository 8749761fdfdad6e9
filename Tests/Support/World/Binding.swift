import SansIO

/// A bound datagram socket of a host, whoever uses it.
final class Binding {
  let host: Host
  let endpoint: Endpoint
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

  init(host: Host, endpoint: Endpoint, isShared: Bool) {
    self.host = host
    self.endpoint = endpoint
    self.isShared = isShared
  }

  func deliver(_ packet: Packet) {
    if let user {
      user.receive(packet, on: self)
    } else if held.count < Self.mostHeld {
      held.append(packet)
    }
  }
}

/// Whoever reads a datagram socket: a node or a test.
protocol SocketUser: AnyObject {
  func receive(_ packet: Packet, on binding: Binding)
  func fail(_ packet: Packet, type: UInt8, code: UInt8, mtu: UInt32, on binding: Binding)
}
