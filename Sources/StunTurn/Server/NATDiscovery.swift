public import SansIO

/// Four sockets, two addresses with the same two ports, by which a client finds out how its NAT
/// maps and filters (RFC 5780 section 6).
public struct NATDiscovery: Hashable, Sendable {
  /// One of the sockets and where it is bound.
  public struct Door: Hashable, Sendable {
    /// The socket.
    public let socket: SocketID
    /// Its address and port.
    public let endpoint: Endpoint

    /// Describes a socket.
    public init(_ socket: SocketID, _ endpoint: Endpoint) {
      self.socket = socket
      self.endpoint = endpoint
    }
  }

  // The lowest bit of a place stands for the port, the next for the address.
  private let doors: [Door]

  /// Takes the sockets in the order of `NATDiscoveryPlan.endpoints`. Traps unless there are four.
  public init(_ doors: [Door]) {
    precondition(doors.count == 4)
    self.doors = doors
  }

  /// The place of a socket; `nil` if it is none of them.
  func place(of socket: SocketID) -> Int? { doors.firstIndex { $0.socket == socket } }

  /// Where the answer leaves to a request that came by a place and wants these changed.
  func answering(_ place: Int, changes: NATChange) -> Door { doors[place ^ changes.rawValue] }

  /// The place with both another address and another port, for OTHER-ADDRESS (section 7.4).
  func other(than place: Int) -> Endpoint { doors[place ^ 3].endpoint }
}
