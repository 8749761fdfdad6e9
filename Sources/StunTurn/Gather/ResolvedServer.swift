public import SansIO

/// A server whose name was looked up, ready to be asked.
public struct ResolvedServer: Hashable, Sendable {
  /// What it is asked for.
  public enum Service: Hashable, Sendable {
    /// The address it sees, over UDP.
    case stun
    /// A relayed address.
    case turn(Credential, over: ServerTransport)
  }

  /// What it is asked for.
  public let service: Service
  /// Where it is.
  public let endpoint: Endpoint

  /// Describes a server.
  public init(_ service: Service, at endpoint: Endpoint) {
    self.service = service
    self.endpoint = endpoint
  }

  /// Takes a URI and an address found for its host. TLS and DTLS verify the URI's host.
  ///
  /// `nil` if a TURN URI has no credential, and for `stuns`: what it answers would be about a TCP
  /// connection.
  public init?(_ uri: ICEServerURI, at address: IPAddress, credential: Credential?) {
    endpoint = Endpoint(address: address, port: uri.port)
    switch (uri.scheme, uri.transport, credential) {
    case (.stun, _, _): service = .stun
    case (.turn, .tcp, let credential?): service = .turn(credential, over: .tcp)
    case (.turn, _, let credential?): service = .turn(credential, over: .udp)
    case (.turns, .udp, let credential?):
      service = .turn(credential, over: .dtls(serverName: uri.serverName))
    case (.turns, _, let credential?):
      service = .turn(credential, over: .tls(serverName: uri.serverName))
    case (.stuns, _, _), (.turn, _, nil), (.turns, _, nil): return nil
    }
  }

  /// How early it is asked: UDP and DTLS before TCP before TLS.
  var order: Int {
    switch service {
    case .stun, .turn(_, over: .udp), .turn(_, over: .dtls): 0
    case .turn(_, over: .tcp): 1
    case .turn(_, over: .tls): 2
    }
  }
}

extension ICEServerURI {
  /// What a certificate must be valid for.
  var serverName: String {
    switch host {
    case .address(let address): "\(address)"
    case .name(let name): name
    }
  }
}
