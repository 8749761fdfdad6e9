public import SansIO

/// The endpoint of a text a test is sure of.
public func endpoint(_ text: String) -> Endpoint {
  guard let endpoint = Endpoint(text) else { preconditionFailure("\(text) is no endpoint") }
  return endpoint
}

/// The address of a text a test is sure of.
public func address(_ text: String) -> IPAddress {
  guard let address = IPAddress(text) else { preconditionFailure("\(text) is no address") }
  return address
}

extension SocketID {
  /// A socket of loop 0 unless told otherwise.
  public static func test(
    _ index: UInt32 = 0, generation: UInt16 = 0, loop: UInt8 = 0, owner: UInt8 = 0
  ) -> SocketID {
    SocketID(
      index: index, generation: generation, loop: LoopID(rawValue: loop),
      owner: Owner(rawValue: owner))
  }

  /// What failure texts call it: loop, index, generation, owner.
  var short: String { "socket \(loop.rawValue)/\(index).\(generation)/\(owner.rawValue)" }
}

extension LinkID {
  /// A link of loop 0 unless told otherwise.
  public static func test(
    _ index: UInt32 = 0, generation: UInt16 = 0, loop: UInt8 = 0, owner: UInt8 = 0
  ) -> LinkID {
    LinkID(
      index: index, generation: generation, loop: LoopID(rawValue: loop),
      owner: Owner(rawValue: owner))
  }

  /// What failure texts call it: loop, index, generation, owner.
  var short: String { "link \(loop.rawValue)/\(index).\(generation)/\(owner.rawValue)" }
}

extension Path {
  /// The path between a client and a server at 198.51.100.1, or 2001:db8::1 for an IPv6 client.
  public static func test(
    client: String, socket: SocketID = .test(), session: UInt32 = 0, local: String? = nil
  ) -> Path {
    let remote = endpoint(client)
    let server = remote.address.family == .v4 ? "198.51.100.1" : "2001:db8::1"
    return Path(
      socket: socket, session: session, local: address(local ?? server), remote: remote)
  }
}

extension LinkInfo {
  /// An accepted connection of listener 0 at 198.51.100.1:3478, not secure, unless told otherwise.
  public static func test(
    client: String = "192.0.2.1:1000", server: String = "198.51.100.1:3478", origin: String? = nil,
    listener: UInt16? = 0, isSecure: Bool = false
  ) -> LinkInfo {
    LinkInfo(
      local: endpoint(server), remote: endpoint(client), origin: endpoint(origin ?? client),
      listener: listener, isSecure: isSecure)
  }
}
