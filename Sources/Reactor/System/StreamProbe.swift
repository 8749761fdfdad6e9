import CSignaldLinux
public import SansIO

/// Whether somebody could listen for streams, found out without doing it.
public enum StreamProbe {
  /// Throws unless a listener can have this endpoint for itself; answers the endpoint, with a port
  /// that is free for port 0. A listener that shares its port would be let in beside those of
  /// another program of the same user, and take half of its connections.
  public static func exclusive(_ endpoint: Endpoint) throws(SystemError) -> Endpoint {
    let socket = try Descriptor.socket(for: endpoint.address, isStream: true)
    // Connections of before that are not quite over are no reason.
    try socket.set(CSYS_REUSE_ADDRESS, 1)
    try socket.bind(to: endpoint)
    return try socket.localEndpoint()
  }
}
