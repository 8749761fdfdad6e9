import SansIO

/// A socket that accepts streams.
struct TCPListener: ~Copyable {
  /// The socket.
  let descriptor: Descriptor
  /// How the poller names it.
  let token: Token
  /// How its streams name it, counted in the order listeners were opened.
  let number: UInt16
  /// Who gets its streams.
  let owner: Owner
  /// What may come first on its streams.
  let entry: StreamEntry

  /// Makes a listener nobody watches yet.
  init(
    descriptor: consuming Descriptor, token: Token, number: UInt16, owner: Owner,
    entry: StreamEntry
  ) {
    self.descriptor = descriptor
    self.token = token
    self.number = number
    self.owner = owner
    self.entry = entry
  }
}
