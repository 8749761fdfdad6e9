import Reactor
import SansIO
import Signal
import SignaldCrypto
import StunTurn

/// Opens what one loop listens on: on every loop the same, so that the kernel spreads clients.
struct ServiceDoors: Sendable {
  private let places: Service.Listening
  let configuration: Service.Configuration
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
    let certificate = configuration.certificate
    var doors: [NATDiscovery.Door] = []
    func open(_ place: Endpoint, _ entry: StreamEntry) throws(SystemError) -> Endpoint {
      try reactor.listen(
        tcp: place, owner: Node.doorOwner, sharesPort: sharesPort, entry: entry
      ).1
    }
    func openUDP(_ place: Endpoint) throws(SystemError) -> Endpoint {
      // A listener on all addresses and one on a single address can only share a port.
      let (socket, bound) = try reactor.listen(
        udp: place, owner: Node.relayOwner,
        sharesPort: sharesPort || configuration.natDiscovery != nil, secure: certificate)
      doors.append(NATDiscovery.Door(socket, bound))
      return bound
    }
    func openBoth(_ place: Endpoint, takesPlain: Bool) throws(SystemError) -> Endpoint {
      let place = try openUDP(place)
      return places.https.contains(place)
        ? place : try open(place, entry(secure: certificate, takesPlain: takesPlain))
    }
    listening.turn = try listen(places.turn) { (place) throws(SystemError) in
      try openBoth(place, takesPlain: true)
    }
    listening.turns = try listen(places.turns) { (place) throws(SystemError) in
      try openBoth(place, takesPlain: false)
    }
    let discovery = configuration.natDiscovery?.endpoints ?? []
    listening.natDiscovery = try listen(
      discovery.filter { place in !doors.contains { $0.endpoint == place } }, openUDP)
    listening.http = try listen(places.http) { (place) throws(SystemError) in
      try open(place, entry())
    }
    listening.https = try listen(places.https) { (place) throws(SystemError) in
      try open(place, entry(secure: certificate))
    }
    let own = try listening.ownPlaces()
    let rooms = hasRooms ? roomsConfiguration(listening) : nil
    // Who serves pages over TLS only does not want them read on the way.
    let pages = Door.Pages(
      plain: !listening.http.isEmpty, secure: !(listening.http + listening.https).isEmpty)
    reactor.withMachine { node in
      node.relay.setOwnPlaces(own)
      node.door.pages = pages
      let places = discovery.compactMap { place in doors.first { $0.endpoint == place } }
      if places.count == 4 { node.relay.setDiscovery(NATDiscovery(places)) }
      if let rooms { node.rooms = SignalServer(rooms, entropy: Entropy.system()) }
    }
    return listening
  }

  private func entry(
    secure certificate: TLSServerContext? = nil, takesPlain: Bool = false
  ) -> StreamEntry {
    StreamEntry(secure: certificate, takesPlain: takesPlain, proxies: configuration.proxies)
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
    if (listening.turn + listening.turns).isEmpty { rooms.relay = nil }
    rooms.relay?.stunPort = port
    rooms.relay?.udpPort = port
    rooms.relay?.tcpPort = port
    rooms.relay?.tlsPort =
      configuration.certificate == nil
      ? nil : (listening.turns.first ?? listening.https.first)?.port
    return rooms
  }
}
