import SansIO
import SignaldCrypto
import StunTurn
import TestSupport
import Testing

/// A TURN client under control, its server played by the test.
struct TURNRig: ~Copyable {
  let path = Path.test(client: "192.0.2.1:3478", local: "198.51.100.1")
  let link = LinkID.test(3)
  let peer = endpoint("198.18.0.1:7000")
  var server = ScriptedServer()
  var rig: Rig<TURNClient>
  private let isStream: Bool

  init(
    options: TURNOptions = TURNOptions(), overStream: Bool = false, seed: UInt64 = 1
  ) throws {
    let credential = try #require(Credential(user: "user", password: "secret"))
    isStream = overStream
    rig = Rig(
      TURNClient(
        over: overStream ? .link(link) : .path(path), credential: credential, options: options,
        entropy: Entropy(seed: seed)))
    if overStream { rig.open(link) }
  }

  /// Delivers bytes of the server.
  @discardableResult
  mutating func receive(_ bytes: [UInt8]) -> [Output] {
    isStream ? rig.receive(stream: bytes, on: link) : rig.receive(bytes, along: path)
  }

  /// Goes through the challenge; gives the request with credentials.
  mutating func challenge() throws -> SentMessage {
    let first = try #require(rig.obey(.allocate).messages.first)
    return try #require(receive(server.challenge(first)).messages.first)
  }

  /// Goes all the way to an allocation.
  mutating func allocate(lifetime: UInt32 = 600) throws {
    let request = try challenge()
    receive(server.allocation(request, lifetime: lifetime))
    #expect(
      rig.news() == [
        .allocated(relayed: [server.relayed], mapped: server.mapped, lifetime: lifetime)
      ])
  }

  /// Gets a permission for the peer's address.
  mutating func permit() throws {
    let request = try #require(rig.obey(.permit([peer.address])).messages.first)
    receive(server.success(request))
    #expect(rig.news() == [.permitted(peer.address)])
  }

  /// Gets a channel to the peer.
  mutating func bind() throws {
    let request = try #require(rig.obey(.bind(peer)).messages.first)
    receive(server.success(request))
    #expect(rig.news().count == 2)
  }

  /// Lets time pass with a server that grants whatever is asked; gives all that was asked, and
  /// when, in milliseconds.
  mutating func advance(milliseconds: UInt64) -> [(UInt64, SentMessage)] {
    let start = rig.now.monotonic
    let end = start.adding(milliseconds: milliseconds)
    var asked: [(UInt64, SentMessage)] = []
    while let deadline = rig.machine.deadline, deadline <= end {
      let wait = deadline.nanoseconds(since: rig.now.monotonic)
      for request in rig.advance(nanoseconds: wait).messages {
        asked.append((rig.now.monotonic.nanoseconds(since: start) / 1_000_000, request))
        let isRefresh = request.type.method == .refresh
        receive(server.success(request, lifetime: isRefresh ? 600 : nil))
      }
    }
    rig.advance(nanoseconds: end.nanoseconds(since: rig.now.monotonic))
    return asked
  }
}
