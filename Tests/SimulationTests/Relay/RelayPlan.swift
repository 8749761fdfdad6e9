import SansIO
import SignaldCrypto
import StunTurn
import TestSupport

/// How a simulated relay is set up: everything follows from the seed.
struct RelayPlan {
  static let listeners = [endpoint("203.0.113.9:3478"), endpoint("[2001:db8:9::9]:3478")]
  private static let peerBlocks = ["192.0.2.0/24", "2001:db8:5::/48"].compactMap { IPPrefix($0) }

  let loopCount: Int
  /// Whether the limits are so low that they are met.
  let isSmall: Bool
  let relays: [RelayAddress]
  let relayPorts: ClosedRange<UInt16>
  private(set) var limits: TURNServer.Limits
  let storm: Weather
  let alarmLateness: UInt64
  let spuriousAlarms: Double

  init(seed: UInt64) {
    var random = Seeded(seed: seed ^ 0x9E1A)
    loopCount = random.pick(1...3)
    isSmall = seed % 4 == 0
    relays = ["203.0.113.9", "2001:db8:9::9"].map { RelayAddress(local: address($0)) }
    relayPorts = isSmall ? 50_000...50_011 : 49_152...65_535
    var limits = TURNServer.Limits()
    limits.nonceSeconds = random.chance(0.3) ? 40 : 600
    if isSmall {
      limits.allocations = 4
      limits.allocationsPerUser = 2
      limits.permissionsPerAllocation = 2
      limits.channelsPerAllocation = 2
      limits.farewells = 4
      limits.expirationsPerAlarm = 1
    }
    self.limits = limits
    var storm = Weather.foul
    storm.loss = Double(random.below(30)) / 100
    storm.duplication = Double(random.below(20)) / 100
    storm.reordering = Double(random.below(40)) / 100
    storm.holdUp = UInt64(random.pick(10...400)) * 1_000_000
    self.storm = storm
    alarmLateness = UInt64(random.pick(0...20)) * 1_000_000
    spuriousAlarms = random.chance(0.2) ? 0.3 : 0.02
  }

  /// Makes the world of a plan with a 1:1 NAT in front of the server.
  init(external: String) {
    self.init(seed: 1)
    self = RelayPlan(
      self,
      relays: [
        RelayAddress(local: address("203.0.113.9"), external: address(external)),
        RelayAddress(local: address("2001:db8:9::9")),
      ])
  }

  /// What a model believes that has not been told the truth about the limits.
  init(narrowing plan: RelayPlan) {
    self = plan
    limits.allocations = 1
    limits.permissionsPerAllocation = 1
  }

  private init(_ plan: RelayPlan, relays: [RelayAddress]) {
    loopCount = plan.loopCount
    isSmall = false
    self.relays = relays
    relayPorts = plan.relayPorts
    limits = TURNServer.Limits()
    storm = plan.storm
    alarmLateness = plan.alarmLateness
    spuriousAlarms = plan.spuriousAlarms
  }

  /// What the server of one loop is told.
  func configuration(
    loop: Int, users: [String: String] = Keyring.users
  ) throws -> TURNServer.Configuration {
    let accounts = try Accounts(
      realm: Keyring.realm, users: users.map { (name: $0.key, password: $0.value) },
      secrets: [Keyring.secret])
    var configuration = TURNServer.Configuration(
      accounts: accounts, nonceKey: NonceKey(current: Array(repeating: 7, count: 32)),
      relays: relays)
    configuration.relayPorts = relayPorts
    configuration.listeners = RelayPlan.listeners
    configuration.allowedPeers = RelayPlan.peerBlocks
    configuration.loop = LoopID(rawValue: UInt8(loop))
    configuration.loopCount = UInt8(loopCount)
    configuration.limits = limits
    return configuration
  }

  // MARK: What the model knows

  /// What a request for that many seconds is granted (RFC 8656 section 7.2).
  func lifetime(for wanted: UInt32?) -> UInt32 { max(600, min(wanted ?? 0, 3600)) }

  /// The name the world knows a relay socket by.
  func shown(_ local: Endpoint) -> Endpoint {
    let relay = relays.first { $0.local == local.address && relayPorts.contains(local.port) }
    return Endpoint(address: relay?.external ?? local.address, port: local.port)
  }

  /// The socket behind a relayed address.
  func inside(_ shown: Endpoint) -> Endpoint {
    let relay = relays.first { $0.external == shown.address && relayPorts.contains(shown.port) }
    return Endpoint(address: relay?.local ?? shown.address, port: shown.port)
  }

  /// Whether data may be relayed to this peer: one of the test's, or a relay port of the server.
  func mayBePeer(_ peer: Endpoint) -> Bool {
    if peer.port == 0 || RelayPlan.listeners.contains(inside(peer)) { return false }
    return isRelay(peer.address)
      ? relayPorts.contains(peer.port)
      : RelayPlan.peerBlocks.contains { $0.contains(peer.address) }
  }

  /// Whether some port of this address may be a peer.
  func mayBePeer(_ address: IPAddress) -> Bool {
    isRelay(address) || RelayPlan.peerBlocks.contains { $0.contains(address) }
  }

  private func isRelay(_ address: IPAddress) -> Bool {
    relays.contains { $0.local == address || $0.external == address }
  }
}
