import SansIO
import SignaldCrypto
import StunTurn
import TestSupport
import Testing

/// A gatherer under control, its servers played by the test.
struct GatherRig: ~Copyable {
  static let stun = ResolvedServer(.stun, at: endpoint("192.0.2.1:3478"))
  static let stun6 = ResolvedServer(.stun, at: endpoint("[2001:db8:1::1]:3478"))

  static func turn(
    _ text: String = "192.0.2.2:3478", over transport: ServerTransport = .udp
  ) throws -> ResolvedServer {
    let credential = try #require(Credential(user: "user", password: "secret"))
    return ResolvedServer(.turn(credential, over: transport), at: endpoint(text))
  }

  var rig: Rig<Gatherer>
  var server = ScriptedServer()

  init(
    _ interfaces: [String], _ servers: [ResolvedServer],
    _ configuration: GatheringConfiguration = GatheringConfiguration(), seed: UInt64 = 1
  ) {
    rig = Rig(
      Gatherer(
        interfaces: interfaces.map { address($0) }, servers: servers,
        configuration: configuration, entropy: Entropy(seed: seed)))
  }

  /// Lets the servers answer what was sent: STUN with `mapped`, TURN with an allocation.
  @discardableResult
  mutating func answer(_ outputs: [Output], mapped: Endpoint) -> [Output] {
    var answers: [Output] = []
    for output in outputs {
      guard let path = output.path, let request = output.bytes.flatMap({ SentMessage($0) }) else {
        continue
      }
      server.mapped = mapped
      let answer =
        switch request.type.method {
        case .binding: server.binding(request, mapped: mapped)
        case .allocate where request.hasIntegrity:
          if let code = server.refusesBoth, request.attributes[.additionalAddressFamily] != nil {
            server.refusal(request, code)
          } else {
            server.allocation(request)
          }
        case .allocate: server.challenge(request)
        case .refresh: server.success(request, lifetime: request.number(.lifetime) ?? 600)
        default: server.success(request)
        }
      answers += rig.receive(answer, along: path)
    }
    return answers
  }

  /// Starts, and answers everything until all is quiet; gives the candidates.
  mutating func gather(mapped: Endpoint) -> [Candidate] {
    var outputs = rig.obey(.start)
    for _ in 0..<100 {
      while !outputs.isEmpty { outputs = answer(outputs, mapped: mapped) }
      outputs = rig.advance(milliseconds: 50)
    }
    return rig.news().candidates
  }
}

extension [GatheringEvent] {
  /// The candidates told.
  var candidates: [Candidate] {
    compactMap { if case .candidate(let candidate) = $0 { candidate } else { nil } }
  }

  /// The candidates in the last word.
  var finished: [Candidate]? {
    for case .finished(let candidates) in self { return candidates }
    return nil
  }
}
