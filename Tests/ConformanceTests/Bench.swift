import Conformance
import SansIO
import SignaldCrypto
import StunTurn
import TestSupport
import Testing

/// A server, honest or not, and an examiner of it, in a simulated world.
struct Bench {
  static let listener = endpoint("198.51.100.1:3478")
  static let client = address("192.0.2.5")

  let world: World
  let examiner: Node<Examiner>
  let server: Node<MutantServer>
  let checks: [Check]

  /// Sets both up; `change` is what the operator would set.
  init(
    _ checks: [Check] = Check.all, mutation: Mutation? = nil, isSlow: Bool = false,
    credentials: Terms.Credentials = .password(user: "alice", password: "wonder")
  ) throws {
    self.checks = checks
    world = World(seed: 1)
    let host = world.host("server", "198.51.100.1", "203.0.113.9", "2001:db8:9::9")
    // USERHASH is offered only where every user can be found by a hash.
    let accounts = try Accounts(
      realm: Edit.realm, users: [("alice", "wonder")], secrets: Bench.secrets(credentials))
    var configuration = TURNServer.Configuration(
      accounts: accounts, nonceKey: NonceKey(current: Array(repeating: 7, count: 32)),
      relays: [
        RelayAddress(local: address("203.0.113.9")), RelayAddress(local: address("2001:db8:9::9")),
      ])
    configuration.listeners = [Bench.listener]
    configuration.allowedPeers = ["192.0.2.0/24"].compactMap { IPPrefix($0) }
    mutation?.configure(&configuration)
    let machine = TURNServer(configuration, entropy: Entropy(seed: 5))
    server = world.add(MutantServer(machine, mutation: mutation), on: host)
    server.bind("\(Bench.listener)")
    let terms = Terms(
      server: Bench.listener, opening: .udp(.anyV4, port: nil), credentials: credentials,
      peer: Bench.client, isSlow: isSlow)
    examiner = world.add(
      Examiner(checks, terms: terms, entropy: Entropy(seed: 9)),
      on: world.host("client", "\(Bench.client)"))
  }

  private static func secrets(_ credentials: Terms.Credentials) -> [String] {
    if case .secret(let secret, _) = credentials { [secret] } else { [] }
  }

  /// Runs all checks and answers what came of each, by name.
  func run(seconds: UInt64 = 4_000) -> [String: CheckOutcome] {
    examiner.post(.start)
    world.run(within: seconds) { examiner.heard.last == .finished }
    #expect(examiner.heard.last == .finished)
    var verdicts: [String: CheckOutcome] = [:]
    for case .judged(let number, let verdict) in examiner.heard {
      #expect(verdicts[checks[number].name] == nil)
      verdicts[checks[number].name] = verdict
    }
    return verdicts
  }
}
