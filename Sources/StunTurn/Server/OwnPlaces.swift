public import SansIO

/// What belongs to the server itself, so that no peer may be taken for it (RFC 8656 section
/// 21.1.7).
public struct OwnPlaces: Hashable, Sendable {
  /// Where the process listens, for clients or for anything else. A wildcard address stands for
  /// every address of the host, its loopback addresses among them.
  public var listeners: [Endpoint]
  /// The addresses of the host.
  public var addresses: [IPAddress]

  /// Lists places.
  public init(listeners: [Endpoint] = [], addresses: [IPAddress] = []) {
    self.listeners = listeners
    self.addresses = addresses
  }
}
