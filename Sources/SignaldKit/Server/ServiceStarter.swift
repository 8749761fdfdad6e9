import Reactor
import SansIO
import SignaldCrypto
import StunTurn

/// Starts the loops of a service one after the other: the first finds out the ports.
struct ServiceStarter {
  private let configuration: Service.Configuration
  private let group: LoopGroup<Node>
  private let news: @Sendable (TURNServer.News) -> Void
  private let nonceKey: NonceKey

  init(
    _ configuration: Service.Configuration, group: LoopGroup<Node>,
    news: @escaping @Sendable (TURNServer.News) -> Void
  ) {
    self.configuration = configuration
    self.group = group
    self.news = news
    var entropy = Entropy.system()
    nonceKey = NonceKey(current: entropy.bytes(32))
  }

  /// Starts every loop; answers where they listen.
  func startAll() async throws(ServiceError) -> [Endpoint] {
    var endpoints = configuration.listeners
    if configuration.loops > 1 { endpoints = try exclusive(endpoints) }
    for number in 0..<configuration.loops {
      endpoints = try await start(LoopID(rawValue: UInt8(number)), at: endpoints)
    }
    return endpoints
  }

  private func exclusive(_ endpoints: [Endpoint]) throws(ServiceError) -> [Endpoint] {
    var actual: [Endpoint] = []
    for endpoint in endpoints {
      do throws(SystemError) {
        actual.append(try DatagramProbe.exclusive(endpoint))
      } catch {
        throw .cannotListen(endpoint, error)
      }
    }
    return actual
  }

  private func start(
    _ loop: LoopID, at endpoints: [Endpoint]
  ) async throws(ServiceError) -> [Endpoint] {
    let (template, sharesPort) = (template(for: loop), configuration.loops > 1)
    let culprit = Promise<Endpoint>()
    do throws(SystemError) {
      return try await group.start(
        loop, name: "loop \(loop.rawValue)",
        making: { Node(relay: TURNServer(template, entropy: Entropy.system())) },
        preparing: { (reactor) throws(SystemError) in
          var actual: [Endpoint] = []
          for endpoint in endpoints {
            do throws(SystemError) {
              actual.append(try reactor.listen(udp: endpoint, sharesPort: sharesPort).1)
            } catch {
              culprit.keep(endpoint)
              throw error
            }
          }
          let own = try ownAddresses(of: actual)
          reactor.withMachine { $0.relay.setListeners(own) }
          return actual
        },
        news: router)
    } catch {
      // Only a failed listener names itself before the start has failed.
      if error.call == .bind || error.call == .socket || error.call == .option {
        throw .cannotListen(await culprit.value, error)
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
    template.loop = loop
    template.loopCount = UInt8(configuration.loops)
    template.allowsRFC5766Channels = configuration.allowsRFC5766Channels
    template.limits = configuration.limits
    return template
  }

  /// Carries what one loop has to say to another, and the rest to whoever wants to know.
  private var router: @Sendable (TURNServer.News) -> Void {
    let (mailboxes, news) = (group.mailboxes, news)
    return { item in
      if case .toLoop(let loop, let command) = item {
        mailboxes[Int(loop.rawValue)].post(.relay(command))
      } else {
        news(item)
      }
    }
  }
}

/// The endpoints a peer could reach these listeners by: a wildcard is every address of the host.
private func ownAddresses(of listeners: [Endpoint]) throws(SystemError) -> [Endpoint] {
  var endpoints: [Endpoint] = []
  for listener in listeners {
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
