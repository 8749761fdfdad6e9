import SansIO

/// A bound datagram socket.
struct UDPSocket: ~Copyable {
  /// The socket.
  let descriptor: Descriptor
  /// Its name on the loop that serves it.
  let id: SocketID
  /// Where it is bound, with the actual port.
  let endpoint: Endpoint
  /// What DTLS is served with, if it is.
  var secure: TLSServerContext?
  /// Whether what looks like DTLS is taken as such.
  var isSecured = false
  /// Whether the kernel sets the don't-fragment flag on what leaves.
  var setsDontFragment = false
  /// What the kernel had no room for, oldest first.
  var queue = DatagramQueue()
  /// Whether it goes once the queue is empty.
  var isClosing = false

  /// Makes a socket nobody watches yet.
  init(descriptor: consuming Descriptor, id: SocketID, endpoint: Endpoint) {
    self.descriptor = descriptor
    self.id = id
    self.endpoint = endpoint
  }

  /// Whether it is an IPv6 socket.
  var isV6: Bool { endpoint.address.family == .v6 }
  /// Whether it receives on every address of the host: answers must then name theirs.
  var isWildcard: Bool { endpoint.address.isUnspecified }
  /// How the poller names it.
  var token: Token { Token(.socket, index: id.index, generation: id.generation) }

  /// The same socket under another name.
  consuming func renamed(_ id: SocketID) -> UDPSocket {
    var copy = UDPSocket(descriptor: descriptor, id: id, endpoint: endpoint)
    copy.secure = secure
    copy.isSecured = isSecured
    copy.setsDontFragment = setsDontFragment
    copy.queue = queue
    return copy
  }
}
