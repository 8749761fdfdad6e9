public import SansIO

/// What a client and its server reach one another over: with its ends and its transport the 5-tuple
/// of RFC 8656 section 2.
public enum Route: Hashable, Sendable, BitwiseCopyable {
  /// Datagrams: requests are retransmitted (RFC 8489 section 6.2.1).
  case path(Path)
  /// A stream: nothing is retransmitted, messages follow one another (section 6.2.2).
  case link(LinkID)

  /// Whether the transport delivers everything by itself.
  public var isReliable: Bool {
    switch self {
    case .path: false
    case .link: true
    }
  }

  /// The server's address, as far as a route tells.
  var server: Endpoint? {
    switch self {
    case .path(let path): path.remote
    case .link: nil
    }
  }

  /// Whether a datagram that came along `other` came from the server, to where requests leave.
  ///
  /// The local address is not compared: a wildcard socket's is only known of what arrives.
  func isReverse(of other: Path) -> Bool {
    guard case .path(let path) = self else { return false }
    return path.socket == other.socket && path.session == other.session
      && path.remote == other.remote
  }
}

extension Outbox {
  /// Sends what `body` writes to the other side, as one datagram or appended to the stream.
  @discardableResult
  mutating func send(
    over route: Route, marked marking: Marking = Marking(), capacity: Int,
    _ body: (inout OutputRawSpan) -> Void
  ) -> Flow {
    switch route {
    case .path(let path):
      send(along: path, marked: marking, capacity: capacity, body)
      return .open
    case .link(let link): return write(to: link, capacity: capacity, body)
    }
  }
}
