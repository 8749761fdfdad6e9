import SansIO
import StunTurn

/// What must be true of a server, worked out from nothing but what it said to its clients.
struct Model {
  /// Whose a relay socket is.
  enum Owner {
    /// A reserved port's, or one whose Allocate was answered elsewhere.
    case unseen
    /// The client's of this number.
    case client(Int)
  }

  /// Relay sockets that are open, and whose, as far as that can be seen from outside.
  private(set) var sockets: [SocketID: Owner] = [:]
  /// Until when each client may reach each address, by what it was granted.
  private var permissions: [Int: [IPAddress: Instant]] = [:]
  /// Which peers a transaction asked for.
  private var asked: [TransactionID: (client: Int, peers: [IPAddress])] = [:]
  /// Ports this loop has leave to hold, by user.
  private(set) var leases: [String: Int] = [:]

  /// Notes what a request asks for.
  mutating func note(_ id: TransactionID, _ client: Int, _ peers: [Endpoint]) {
    asked[id] = (client, peers.map(\.address))
  }

  /// Takes in a success response.
  mutating func succeed(_ id: TransactionID, _ method: Method, at now: Instant) {
    guard let request = asked[id], method == .createPermission || method == .channelBind else {
      return
    }
    for peer in request.peers {
      permissions[request.client, default: [:]][peer] = now.adding(seconds: 300)
    }
  }

  /// A relay socket has been opened.
  mutating func open(_ socket: SocketID) {
    precondition(sockets[socket] == nil, "a name that is in use")
    sockets[socket] = .unseen
  }

  /// An allocation of this client has got a socket.
  mutating func own(_ socket: SocketID, _ client: Int) {
    if sockets[socket] != nil { sockets[socket] = .client(client) }
  }

  /// The server closes a socket, or hands it on: once, and only one that is open.
  mutating func close(_ socket: SocketID) {
    precondition(sockets.removeValue(forKey: socket) != nil, "closed twice, or never opened")
  }

  /// The server sends to a peer: from an open socket, and with a permission that has not lapsed.
  func checkSend(from socket: SocketID, to peer: Endpoint, at now: Instant) {
    guard let owner = sockets[socket] else { preconditionFailure("sends on a closed socket") }
    func isPermitted(_ client: Int) -> Bool {
      (permissions[client]?[peer.address]).map { now < $0 } ?? false
    }
    let isRight =
      switch owner {
      case .client(let client): isPermitted(client)
      case .unseen: permissions.keys.contains(where: isPermitted)
      }
    precondition(isRight, "sends where nobody may")
    let isWrong =
      peer.port == 0 || peer.address.isLoopback || peer == FuzzSetting.listening
      || peer.address.isMulticast || peer.address.isUnspecified
    precondition(!isWrong, "sends where nobody can be allowed to")
  }

  /// Counts leased ports in, or out again.
  mutating func lease(_ ports: Int, _ user: String) {
    let sum = leases[user, default: 0] + ports
    precondition(sum >= 0, "repays more than it was lent")
    leases[user] = sum == 0 ? nil : sum
  }
}
