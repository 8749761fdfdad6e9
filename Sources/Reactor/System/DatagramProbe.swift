public import SansIO

/// What the host's own addresses and routes allow, found out without sending anything.
public enum DatagramProbe {
  /// Throws unless a datagram socket can be bound to this address.
  public static func bind(_ address: IPAddress) throws(SystemError) {
    let socket = try Descriptor.socket(for: address, isStream: false)
    try socket.bind(to: Endpoint(address: address, port: 0))
  }

  /// The address this host would send from to reach that one. Throws if there is no route.
  public static func source(towards address: IPAddress) throws(SystemError) -> IPAddress {
    let socket = try Descriptor.socket(for: address, isStream: false)
    // Connecting a datagram socket looks the route up and sends nothing; port 9 is discard.
    try SystemError.check(.connect, socket.connect(to: Endpoint(address: address, port: 9)))
    return try socket.localEndpoint().address
  }
}
