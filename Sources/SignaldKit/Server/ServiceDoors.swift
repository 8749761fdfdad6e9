import Reactor
import SansIO
import Signal
import SignaldCrypto

/// Opens what one loop listens on: on every loop the same, so that the kernel spreads clients.
struct ServiceDoors: Sendable {
  private let places: Service.Listening
  private let configuration: Service.Configuration
  private let hasRooms: Bool
  /// The endpoint that could not be listened on, once there is one.
  let culprit = Promise<Endpoint>()

  /// Describes the doors of a loop; one loop has the rooms.
  init(at places: Service.Listening, configuration: Service.Configuration, hasRooms: Bool) {
    self.places = places
    self.configuration = configuration
    self.hasRooms =
      hasRooms && !(configuration.http.isEmpty && configuration.https.isEmpty)
  }

  /// Opens them, tells the relay where its own listeners are, and opens the rooms behind them.
  func open(on reactor: inout Reactor<Node>) throws(SystemError) -> Service.Listening {
    var listening = Service.Listening()
    let sharesPort = configuration.loops > 1
    listening.turn = try listen(places.turn) { (endpoint) throws(SystemError) in
      let place = try reactor.listen(
        udp: endpoint, owner: Node.relayOwner, sharesPort: sharesPort
      ).1
      return try reactor.listen(tcp: place, owner: Node.doorOwner, sharesPort: sharesPort).1
    }
    listening.http = try listen(places.http) { (endpoint) throws(SystemError) in
      try reactor.listen(tcp: endpoint, owner: Node.doorOwner, sharesPort: sharesPort).1
    }
    listening.https = try listen(places.https) { (endpoint) throws(SystemError) in
      try reactor.listen(
        tcp: endpoint, owner: Node.doorOwner, sharesPort: sharesPort,
        secure: configuration.certificate
      ).1
    }
    let own = try listening.ownEndpoints()
    let rooms = hasRooms ? roomsConfiguration(listening) : nil
    // Who serves pages over TLS only does not want them read on the way.
    let pages = Door.Pages(
      plain: !listening.http.isEmpty, secure: !(listening.http + listening.https).isEmpty)
    reactor.withMachine { node in
      node.relay.setListeners(own)
      node.door.pages = pages
      if let rooms { node.rooms = SignalServer(rooms, entropy: Entropy.system()) }
    }
    return listening
  }

  private func listen(
    _ endpoints: [Endpoint], _ open: (Endpoint) throws(SystemError) -> Endpoint
  ) throws(SystemError) -> [Endpoint] {
    var actual: [Endpoint] = []
    for endpoint in endpoints {
      do throws(SystemError) {
        actual.append(try open(endpoint))
      } catch {
        culprit.keep(endpoint)
        throw error
      }
    }
    return actual
  }

  /// The rooms offer the relay at the port it got.
  private func roomsConfiguration(
    _ listening: Service.Listening
  ) -> SignalServer.Configuration {
    var rooms = configuration.rooms
    let port = listening.turn.first?.port
    if port == nil { rooms.relay = nil }
    rooms.relay?.stunPort = port
    rooms.relay?.udpPort = port
    rooms.relay?.tcpPort = port
    rooms.relay?.tlsPort =
      configuration.certificate == nil ? nil : listening.https.first?.port
    return rooms
  }
}

extension Service.Listening {
  /// The endpoints a peer could reach these listeners by: a wildcard is every address of the host.
  fileprivate func ownEndpoints() throws(SystemError) -> [Endpoint] {
    var endpoints: [Endpoint] = []
    for listener in turn + http + https {
      guard listener.address.isUnspecified else {
        endpoints.append(listener)
        continue
      }
      for entry in try Interfaces.addresses()
      where entry.address.family == listener.address.family {
        endpoints.append(Endpoint(address: entry.address, port: listener.port))
      }
    }
    return endpoints
  }
}
