public import SansIO

/// What the host's own addresses and routes allow, found out without sending anything.
public enum DatagramProbe {
  /// Throws unless a datagram socket can be bound to this address.
  public static func bind(_ address: IPAddress) throws(SystemError) {
    _ = try exclusive(Endpoint(address: address, port: 0))
  }

  /// Throws unless a datagram socket can have this endpoint for itself; answers the endpoint, with
  /// a port that is free for port 0. A socket that shares its port would be let in beside those
  /// of another program of the same user, and take half of its datagrams.
  public static func exclusive(_ endpoint: Endpoint) throws(SystemError) -> Endpoint {
    let socket = try Descriptor.socket(for: endpoint.address, isStream: false)
    try socket.bind(to: endpoint)
    return try socket.localEndpoint()
  }

  /// The address this host would send from to reach that one. Throws if there is no route.
  public static func source(towards address: IPAddress) throws(SystemError) -> IPAddress {
    let socket = try Descriptor.socket(for: address, isStream: false)
    // Connecting a datagram socket looks the route up and sends nothing; port 9 is discard.
    try SystemError.check(.connect, socket.connect(to: Endpoint(address: address, port: 9)))
    return try socket.localEndpoint().address
  }
}
