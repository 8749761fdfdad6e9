import SansIO

/// NAT behaviour discovery (RFC 5780): Binding requests on the sockets the operator set up for it.
extension TURNServer {
  /// The comprehension-required attributes known on those sockets besides the usual ones.
  static let knownForDiscovery: [AttributeType] =
    known + [.changeRequest, .responsePort, .padding]

  /// Tells it which sockets serve NAT behaviour discovery; on no other is it served.
  public mutating func setDiscovery(_ discovery: NATDiscovery) { self.discovery = discovery }

  /// The place of a request among those sockets, if it came by one.
  func discoveryPlace(of reply: ReplyTo) -> Int? {
    guard let discovery, case .path(let path) = reply.route else { return nil }
    return discovery.place(of: path.socket)
  }

  /// Answers from where the request wants it, to the port it wants (section 6.1).
  ///
  /// The answer is longer than the request by no more than three addresses: PADDING is answered by
  /// as much as came, and by none on another port of the client (section 7.6).
  mutating func discover(
    _ message: Message, _ reply: ReplyTo, at place: Int, into outbox: inout Outbox
  ) throws(AttributeError) {
    guard let discovery, case .path(var path) = reply.route else { return }
    let door = discovery.answering(place, changes: try message.natChange())
    let port = try message.responsePort()
    let padding = message.first(.padding)?.byteCount
    if padding != nil, port != nil { throw .malformed(.padding) }
    path.socket = door.socket
    path.local = door.endpoint.address
    path.remote.port = port ?? path.remote.port
    var moved = reply
    moved.route = .path(path)
    succeed(moved, padding: padding ?? 0, into: &outbox) { output in
      output.append(.xorMappedAddress, xor: reply.origin, id: reply.id)
      output.append(.responseOrigin, plain: door.endpoint)
      output.append(.otherAddress, plain: discovery.other(than: place))
      if let padding { output.append(paddingOf: padding) }
    }
  }
}
