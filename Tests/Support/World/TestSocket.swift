public import SansIO

/// A datagram socket in the hands of a test: a peer, a client, an attacker.
public final class TestSocket: SocketUser {
  /// Where it is bound, as its own host calls it.
  public let endpoint: Endpoint
  /// Everything that arrived, oldest first.
  public var received: [Packet] = []
  /// Its packets that came back by ICMP.
  public private(set) var undeliverable: [Packet] = []
  /// Called with each packet that arrives, after it was recorded.
  public var onReceive: (Packet) -> Void = { _ in }

  private unowned let world: World
  private let binding: Binding

  /// Takes a bound socket.
  init(world: World, binding: Binding) {
    self.world = world
    self.binding = binding
    endpoint = binding.endpoint
    binding.user = self
  }

  /// Sends a datagram; `session` opens or continues a DTLS association, `origin` pretends a PROXY.
  public func send(
    _ bytes: [UInt8], to destination: Endpoint, marking: Marking = Marking(), session: UInt32 = 0,
    origin: Endpoint? = nil
  ) {
    let source = Endpoint(
      address: endpoint.address.isUnspecified
        ? binding.host.source(for: destination.address) ?? endpoint.address : endpoint.address,
      port: endpoint.port)
    world.send(
      world.newPacket(
        bytes, from: source, to: destination, marking: marking, session: session, origin: origin),
      from: binding)
  }

  /// Sends a datagram to a place given as text.
  public func send(
    _ bytes: [UInt8], to destination: String, marking: Marking = Marking(), session: UInt32 = 0
  ) {
    send(bytes, to: TestSupport.endpoint(destination), marking: marking, session: session)
  }

  /// Ends a DTLS association: the other side's machine is told `.departed`.
  public func end(session: UInt32, to destination: Endpoint) {
    var packet = world.newPacket(
      [], from: endpoint, to: destination, marking: Marking(), session: session)
    packet.endsSession = true
    world.send(packet, from: binding)
  }

  /// Closes it; what arrives from now on is answered by ICMP.
  public func close() { binding.host.unbind(binding) }

  /// Records a datagram.
  func receive(_ packet: Packet, on binding: Binding) {
    received.append(packet)
    onReceive(packet)
  }

  /// Records a datagram that came back.
  func fail(_ packet: Packet, type: UInt8, code: UInt8, mtu: UInt32, on binding: Binding) {
    undeliverable.append(packet)
  }
}

extension World {
  /// Binds a datagram socket for the test; makes a host for the address if there is none.
  public func socket(_ place: String) -> TestSocket {
    let place = endpoint(place)
    switch testHost(place.address).bind(place, isShared: false) {
    case .success(let binding):
      let socket = TestSocket(world: self, binding: binding)
      belongings.append(socket)
      return socket
    case .failure(let refused): preconditionFailure("cannot bind \(place): \(refused.ending)")
    }
  }
}
