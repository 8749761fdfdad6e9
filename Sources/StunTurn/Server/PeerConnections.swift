import SansIO

/// All connections to peers, found by their ids, by the tickets of those that are being made, and
/// by their streams; and the listeners where peers come in.
struct PeerConnections: ~Copyable {
  /// One end of a connection.
  private struct End: BitwiseCopyable {
    var link: LinkID
    var id: UInt32
  }

  private var connections: [UInt32: PeerConnection] = [:]
  private var connecting: [UInt64: UInt32] = [:]
  private var ends: [End?] = []
  private var listeners: [UInt16: UInt32] = [:]

  /// How many there are.
  var count: Int { connections.count }

  /// The connection of an id.
  subscript(id: UInt32) -> PeerConnection? { connections[id] }

  /// The connection that is made under a ticket.
  func connection(under ticket: Ticket) -> PeerConnection? {
    connecting[ticket.number].flatMap { connections[$0] }
  }

  /// The connection a stream is an end of.
  @inline(__always)
  func connection(of link: LinkID) -> PeerConnection? {
    let index = Int(link.index)
    guard index < ends.count, let end = ends[index], end.link == link else { return nil }
    return connections[end.id]
  }

  /// Adds a connection or replaces what is known of it.
  mutating func set(_ connection: PeerConnection) {
    if let old = connections.updateValue(connection, forKey: connection.id) { forgetEnds(of: old) }
    switch connection.stage {
    case .connecting(_, let ticket): connecting[ticket] = connection.id
    case .waiting(let peer, _): note(peer, connection.id)
    case .joined(let peer, let client):
      note(peer, connection.id)
      note(client, connection.id)
    }
  }

  /// Takes a connection out.
  mutating func remove(_ id: UInt32) -> PeerConnection? {
    guard let connection = connections.removeValue(forKey: id) else { return nil }
    forgetEnds(of: connection)
    return connection
  }

  // MARK: Listeners

  /// The allocation peers reach by a listener.
  func allocation(of listener: UInt16) -> UInt32? { listeners[listener] }

  /// Notes which allocation a listener is for; `nil` for none any more.
  mutating func assign(_ listener: UInt16, to allocation: UInt32?) {
    listeners[listener] = allocation
  }

  // MARK: Ends

  private mutating func note(_ link: LinkID, _ id: UInt32) {
    while ends.count <= Int(link.index) { ends.append(nil) }
    ends[Int(link.index)] = End(link: link, id: id)
  }

  private mutating func forget(_ link: LinkID) {
    if ends[Int(link.index)]?.link == link { ends[Int(link.index)] = nil }
  }

  private mutating func forgetEnds(of connection: PeerConnection) {
    switch connection.stage {
    case .connecting(_, let ticket): connecting[ticket] = nil
    case .waiting(let peer, _): forget(peer)
    case .joined(let peer, let client):
      forget(peer)
      forget(client)
    }
  }
}
