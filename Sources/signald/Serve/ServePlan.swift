import Reactor
import SansIO
import SignaldKit
import StunTurn

/// What the options mean on this host: the service's configuration.
struct ServePlan {
  /// What to run.
  let configuration: Service.Configuration

  /// Works out accounts, listeners and relay addresses; makes the secret of the first run.
  init(_ options: ServeOptions, log: Log) throws(RuntimeError) {
    let listeners = ServePlan.usable(options.turn, log: log)
    let relays = try ServePlan.relays(options, listeners: listeners + options.turns)
    let secrets = try ServePlan.secrets(options, log: log)
    var configuration = Service.Configuration(
      listeners: listeners, loops: options.loops,
      accounts: try ServePlan.accounts(options, secrets), relays: relays)
    configuration.http = ServePlan.usable(options.http, log: log)
    configuration.https = ServePlan.usable(options.https, log: log)
    configuration.turns = ServePlan.usable(options.turns, log: log)
    configuration.proxies = options.proxies
    configuration.certificate = try options.certificate.map(ServePlan.context)
    if !(options.http.isEmpty && options.https.isEmpty) {
      configuration.rooms = try RoomsPlan(options, secret: secrets.first, log: log).configuration
      // A conformance suite sends messages of 16 MiB, and reads their echoes as it likes.
      if configuration.rooms.echoPath != nil {
        configuration.reactor.marks = LinkBacklog.Marks(
          low: 1_048_576, high: 33_554_432, limit: 134_217_728)
      }
    }
    configuration.natDiscovery = options.natDiscovery
    configuration.relayPorts = options.relayPorts
    configuration.allowedPeers = options.allowedPeers
    configuration.deniedPeers = options.deniedPeers
    configuration.userPeers = options.userPeers
    configuration.limits = options.limits
    configuration.limits.endsWithCredential = options.strictExpiry
    configuration.allowsRFC5766Channels = options.rfc5766Channels
    self.configuration = configuration
  }

  /// The secrets given, or the one of the state directory where something needs one: rooms make
  /// credentials with it, and a relay nobody was given access to is of no use.
  static func secrets(
    _ options: ServeOptions, log: Log
  ) throws(RuntimeError) -> [String] {
    let hasRooms = !(options.http.isEmpty && options.https.isEmpty)
    guard options.secrets.isEmpty, !(options.turn + options.turns).isEmpty,
      hasRooms || options.users.isEmpty && options.fileUsers.isEmpty
    else { return options.secrets }
    do throws(StateProblem) {
      let directory = try StateDirectory(path: options.stateDirectory)
      let secret = try directory.turnSecret()
      log.info("the secret of TURN credentials is in \(directory.path)/turn-secret")
      return [secret]
    } catch {
      throw .state(error)
    }
  }

  /// Who may relay: the users of the command line and of the file, and who has a credential made
  /// from a secret.
  static func accounts(
    _ options: ServeOptions, _ secrets: [String]
  ) throws(RuntimeError) -> Accounts {
    let users = options.users.map { Account(name: $0.name, password: $0.password) }
    do throws(AccountsError) {
      return try Accounts(
        realm: options.realm, users: users + options.fileUsers, secrets: secrets)
    } catch {
      throw RuntimeError(error)
    }
  }

  /// What TLS and DTLS are served with.
  private static func context(
    _ certificate: ServerCertificate
  ) throws(RuntimeError) -> TLSServerContext {
    do throws(TLSError) {
      switch certificate {
      case .files(let files):
        return try TLSServerContext(
          files.map { .files(certificate: $0.certificate, key: $0.key) }, alpn: Service.protocols)
      case .selfMade:
        let addresses = (try? Interfaces.addresses().map(\.address)) ?? [.loopbackV4]
        let made = try SelfSignedCertificate.make(
          names: ["localhost"], addresses: addresses, days: 365)
        return try TLSServerContext(
          certificatePEM: made.certificatePEM, keyPEM: made.keyPEM, alpn: Service.protocols)
      }
    } catch {
      throw .other("\(error)")
    }
  }

  /// The listeners without `[::]` where the host has no IPv6: that is part of the default.
  static func usable(_ listeners: [Endpoint], log: Log) -> [Endpoint] {
    let rest = listeners.filter { $0.address != .anyV6 }
    guard !rest.isEmpty, rest.count < listeners.count,
      (try? DatagramProbe.bind(.anyV6)) == nil
    else { return listeners }
    log.info("this host has no IPv6: serving IPv4 only")
    return rest
  }

  /// The relay addresses asked for, or else those this host would send from.
  static func relays(
    _ options: ServeOptions, listeners: [Endpoint]
  ) throws(RuntimeError) -> [RelayAddress] {
    let locals =
      options.relayAddresses.isEmpty ? sources(for: listeners) : options.relayAddresses
    for external in options.externalAddresses {
      guard locals.contains(where: { external.fits($0) }) else {
        throw .other(
          "--external-address \(external.publicAddress): there is no relay address it could stand "
            + "for; give one with --relay-address")
      }
    }
    return locals.map { local in
      let candidates = options.externalAddresses.filter { $0.fits(local) }
      let exact = candidates.first { $0.localAddress != nil } ?? candidates.first
      return RelayAddress(local: local, external: exact?.publicAddress)
    }
  }

  /// The address of each family this host would send from; loopback where nothing else is served.
  private static func sources(for listeners: [Endpoint]) -> [IPAddress] {
    let families: [(any: IPAddress, loopback: IPAddress, elsewhere: IPAddress)] = [
      // The documentation prefixes: nothing is sent there, only a route is looked up.
      (.anyV4, .loopbackV4, .v4(0xC000_0201)),
      (.anyV6, .loopbackV6, .v6(high: 0x2001_0DB8_0000_0000, low: 1)),
    ]
    let isLocalOnly = listeners.allSatisfy { $0.address.isLoopback }
    return families.compactMap { family in
      guard listeners.contains(where: { $0.address.family == family.any.family }) || !isLocalOnly
      else { return nil }
      if !isLocalOnly, let source = try? DatagramProbe.source(towards: family.elsewhere) {
        return source
      }
      let isNeeded = listeners.contains { $0.address.family == family.any.family }
      return isNeeded && (try? DatagramProbe.bind(family.loopback)) != nil
        ? family.loopback : nil
    }
  }
}

extension ExternalAddress {
  /// Whether this public address may stand for a local one.
  fileprivate func fits(_ local: IPAddress) -> Bool {
    localAddress.map { $0 == local } ?? (publicAddress.family == local.family)
  }
}
