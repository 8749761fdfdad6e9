import SansIO

/// A socket that accepts streams.
struct TCPListener: ~Copyable {
  /// The socket.
  let descriptor: Descriptor
  /// How its streams name it, counted in the order listeners were opened.
  let number: UInt16
  /// Who gets its streams.
  let owner: Owner
  /// What its streams are secured with from their first byte.
  let secure: TLSServerContext?

  /// Makes a listener nobody watches yet.
  init(
    descriptor: consuming Descriptor, number: UInt16, owner: Owner, secure: TLSServerContext?
  ) {
    self.descriptor = descriptor
    self.number = number
    self.owner = owner
    self.secure = secure
  }

  /// How the poller names it.
  var token: Token { Token(.listener, index: UInt32(number), generation: 0) }
}
