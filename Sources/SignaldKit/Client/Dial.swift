public import SansIO

/// How a server is reached.
public enum Dial: Hashable, Sendable {
  /// Datagrams to this endpoint.
  case udp(Endpoint)
  /// A TCP connection to this endpoint.
  case tcp(Endpoint)
  /// A TLS connection to this endpoint.
  case tls(Endpoint, Secure)
  /// A DTLS association with this endpoint.
  case dtls(Endpoint, Secure)

  /// The server's endpoint.
  public var endpoint: Endpoint {
    switch self {
    case .udp(let endpoint), .tcp(let endpoint), .tls(let endpoint, _),
      .dtls(let endpoint, _):
      endpoint
    }
  }

  /// What to open first.
  var opening: Opening {
    switch self {
    case .udp(let server): .udp(server.address.family == .v4 ? .anyV4 : .anyV6, port: nil)
    case .tcp(let server): .connect(from: nil, to: server, secure: nil)
    case .tls(let server, let secure): .connect(from: nil, to: server, secure: secure)
    case .dtls(let server, let secure): .associate(from: nil, to: server, secure: secure)
    }
  }
}
