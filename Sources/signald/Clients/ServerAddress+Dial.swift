import SansIO
import SignaldKit

extension ServerAddress {
  /// Finds the host's addresses; an address is its own.
  func addresses(within limit: Duration) async throws(RuntimeError) -> [IPAddress] {
    switch host {
    case .address(let address): return [address]
    case .name(let name):
      do throws(ClientError) {
        return try await NameLookup.addresses(of: name, within: limit)
      } catch {
        throw RuntimeError(error, at: self)
      }
    }
  }

  /// How to reach the server at its first address.
  func dial(_ options: ClientOptions) async throws(RuntimeError) -> Dial {
    let addresses = try await addresses(within: options.timeout)
    guard let address = addresses.first else {
      throw .unresolved(name: "\(host)", reason: "it has no address")
    }
    let endpoint = Endpoint(address: address, port: port)
    switch transport {
    case .udp: return .udp(endpoint)
    case .tcp: return .tcp(endpoint)
    case .tls: return .tls(endpoint, secure(options))
    case .dtls: return .dtls(endpoint, secure(options))
    }
  }

  private func secure(_ options: ClientOptions) -> Secure {
    Secure(serverName: serverName, verifiesPeer: !options.isInsecure)
  }

  /// What a certificate must be valid for.
  private var serverName: String {
    switch host {
    case .address(let address): "\(address)"
    case .name(let name): name
    }
  }
}
