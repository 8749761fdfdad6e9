import Reactor
import SansIO
import SignaldCrypto
import StunTurn

/// Starts the loops of a service one after the other: the first finds out the ports.
struct ServiceStarter {
  /// How many free UDP ports are tried for one whose TCP port is free too.
  private static let portAttempts = 32

  private let configuration: Service.Configuration
  private let group: LoopGroup<Node>
  private let news: @Sendable (Node.News) -> Void
  private let nonceKey: NonceKey

  init(
    _ configuration: Service.Configuration, group: LoopGroup<Node>,
    news: @escaping @Sendable (Node.News) -> Void
  ) {
    self.configuration = configuration
    self.group = group
    self.news = news
    var entropy = Entropy.system()
    nonceKey = NonceKey(current: entropy.bytes(32))
  }

  /// Starts every loop; answers where they listen.
  func startAll() async throws(ServiceError) -> Service.Listening {
    var places = Service.Listening()
    places.turn = try exclusive(configuration.listeners, turnPlace)
    places.turns = try exclusive(configuration.turns, turnPlace)
    places.http = try exclusive(configuration.http, StreamProbe.exclusive)
    places.https = try exclusive(configuration.https, StreamProbe.exclusive)
    for number in 0..<configuration.loops {
      places = try await start(LoopID(rawValue: UInt8(number)), at: places)
    }
    return places
  }

  /// Looks for somebody else at the endpoints that are going to be shared, and for their ports.
  private func exclusive(
    _ endpoints: [Endpoint], _ place: (Endpoint) throws(SystemError) -> Endpoint
  ) throws(ServiceError) -> [Endpoint] {
    var actual: [Endpoint] = []
    for endpoint in endpoints {
      guard configuration.loops > 1 || endpoint.port == 0 else {
        actual.append(endpoint)
        continue
      }
      do throws(SystemError) {
        actual.append(try place(endpoint))
      } catch {
        throw .cannotListen(endpoint, error)
      }
    }
    return actual
  }

  /// An endpoint that is free for datagrams and for streams.
  private func turnPlace(_ endpoint: Endpoint) throws(SystemError) -> Endpoint {
    for _ in 1..<ServiceStarter.portAttempts where endpoint.port == 0 {
      let place = try DatagramProbe.exclusive(endpoint)
      if (try? StreamProbe.exclusive(place)) != nil { return place }
    }
    return try StreamProbe.exclusive(try DatagramProbe.exclusive(endpoint))
  }

  private func start(
    _ loop: LoopID, at places: Service.Listening
  ) async throws(ServiceError) -> Service.Listening {
    let template = template(for: loop)
    let doors = ServiceDoors(
      at: places, configuration: configuration, hasRooms: loop == Node.roomsLoop)
    do throws(SystemError) {
      return try await group.start(
        loop, name: "loop \(loop.rawValue)",
        making: {
          var entropy = Entropy.system()
          let door = Door(of: loop, seed: entropy.uint64())
          return Node(relay: TURNServer(template, entropy: entropy), door: door)
        },
        preparing: { (reactor) throws(SystemError) in try doors.open(on: &reactor) },
        news: router)
    } catch {
      // Only a failed listener names itself before the start has failed.
      if [.bind, .socket, .option, .listen].contains(error.call) {
        throw .cannotListen(await doors.culprit.value, error)
      }
      throw .system(error)
    }
  }

  private func template(for loop: LoopID) -> TURNServer.Configuration {
    var template = TURNServer.Configuration(
      accounts: configuration.accounts, nonceKey: nonceKey, relays: configuration.relays)
    template.relayPorts = configuration.relayPorts
    template.allowedPeers = configuration.allowedPeers
    template.deniedPeers = configuration.deniedPeers
    template.userPeers = configuration.userPeers
    template.loop = loop
    template.loopCount = UInt8(configuration.loops)
    template.allowsRFC5766Channels = configuration.allowsRFC5766Channels
    template.limits = configuration.limits
    return template
  }

  /// Carries what one loop has to say to another, and the rest to whoever wants to know.
  private var router: @Sendable (Node.News) -> Void {
    let (group, news) = (group, news)
    let memberSeconds = configuration.rooms.relay?.memberSeconds
    return { item in
      switch item {
      case .relay(.toLoop(let loop, let command)):
        group.mailboxes[Int(loop.rawValue)].post(.relay(command))
      case .rooms(.metricsWanted(let link)):
        Task {
          let text = Metrics.text(of: await group.reports())
          group.mailboxes[Int(link.loop.rawValue)].post(.rooms(.metrics(link, text)))
        }
      case .rooms(.departed(let member, _)):
        for mailbox in group.mailboxes {
          mailbox.post(.relay(.revoke(user: member.name, seconds: memberSeconds)))
        }
        news(item)
      case .rooms(.arrived(let member, _)):
        // Most are new, but the second member of a loopback room always has the same name.
        for mailbox in group.mailboxes { mailbox.post(.relay(.readmit(user: member.name))) }
        news(item)
      case .rooms(.vacated(let address)):
        for mailbox in group.mailboxes { mailbox.post(.relay(.killUser(address.name))) }
        news(item)
      case .relay, .rooms: news(item)
      }
    }
  }
}
