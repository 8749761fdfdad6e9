import SansIO
import Signal
import SignaldCrypto
import TestSupport
import Testing

/// Two members of a room in the simulated world, whose connections are cut anywhere.
struct AppRTCTests {
  /// What the server wrote to each endpoint.
  final class Tap {
    var letters: [Endpoint: [String]] = [:]
  }

  private func makeServer(in world: World) {
    var configuration = SignalServer.Configuration()
    configuration.linkBurst = 10_000
    configuration.lobbyLimits.joinBurst = 10_000
    let node = world.add(
      SignalServer(configuration, entropy: Entropy(seed: world.seed)),
      on: world.host("server", "198.51.100.1"))
    node.listen("198.51.100.1:80")
  }

  private func tap(_ world: World) -> Tap {
    let tap = Tap()
    world.check { observation in
      guard case .wrote(let bytes, let from, let to) = observation, from.port == 80,
        bytes.first == 0x81
      else { return }
      let text = String(decoding: bytes.dropFirst(2), as: UTF8.self)
      if let letter = AppRTCClient.letter(in: text) { tap.letters[to, default: []].append(letter) }
    }
    return tap
  }

  private func storm(_ world: World) {
    if world.seed % 3 > 0 { world.weather.latency = UInt64(world.random.pick(1...150)) * 1_000_000 }
    if world.seed % 2 == 0 { world.weather.loss = 0.05 }
  }

  @Test func `no letter is lost, doubled or overtaken but on a connection that was cut`() async {
    await forEachSeed(256) { seed in
      let world = World(seed: seed)
      storm(world)
      makeServer(in: world)
      let tap = tap(world)
      let a = AppRTCClient("A", at: "192.0.2.1", in: world)
      let b = AppRTCClient("B", at: "192.0.2.2", in: world)
      let intruder = AppRTCClient("C", at: "192.0.2.3", in: world)
      a.join { b.join { intruder.join() } }
      #expect(world.run(within: 60) { intruder.joinResult != "" })
      #expect(a.isInitiator && !b.isInitiator && intruder.joinResult == "FULL")
      for turn in 0..<40 as Range<UInt64> {
        world.after(milliseconds: 100 * turn) { [self] in accident(a, b, in: world) }
      }
      #expect(world.runUntilQuiet(within: 120))
      check(from: a, to: b, tap, "A to B")
      check(from: b, to: a, tap, "B to A")
    }
  }

  private func accident(_ a: AppRTCClient, _ b: AppRTCClient, in world: World) {
    for client in [a, b] {
      for _ in 0..<world.random.below(3) { client.sendLetter() }
      if world.random.chance(0.05) { client.cutSocket() }
      if world.random.chance(0.02) { client.cutRequest() }
    }
  }

  /// Compares what one sent with what the other got.
  private func check(
    from sender: AppRTCClient, to receiver: AppRTCClient, _ tap: Tap, _ way: String
  ) {
    let got = receiver.received
    #expect(Set(got).count == got.count, "\(way): \(got)")
    // A request that was cut may still arrive after those that follow it.
    let numbers = got.filter { !sender.doubtful.contains($0) }.compactMap { Int($0.dropFirst(2)) }
    #expect(numbers.count >= got.count - sender.doubtful.count, "\(way): \(got)")
    #expect(numbers == numbers.sorted(), "\(way): \(got)")
    // Where the sender knows that the server has a letter, or had no reason to doubt it.
    let sure =
      sender.acknowledged + sender.sockets.filter { !$0.wasCut }.flatMap(\.letters)
    let excused = Set(
      receiver.sockets.filter(\.wasCut).flatMap { tap.letters[$0.stream.info.local] ?? [] })
    for letter in sure where !got.contains(letter) && !excused.contains(letter) {
      Issue.record("\(way): \(letter) is lost; \(got)")
    }
  }

  @Test func `no ghost keeps a room full, and the survivor is told once`() async {
    await forEachSeed(256) { seed in
      let world = World(seed: seed)
      storm(world)
      makeServer(in: world)
      let a = AppRTCClient("A", at: "192.0.2.1", in: world)
      let b = AppRTCClient("B", at: "192.0.2.2", in: world)
      a.join { b.join() }
      #expect(world.run(within: 60) { b.sockets.last?.isUpgraded == true })
      let (ghost, survivor) = seed % 2 == 0 ? (a, b) : (b, a)
      ghost.die(silently: seed % 4 < 2)
      var newcomers: [AppRTCClient] = []
      while newcomers.last?.joinResult != "SUCCESS", newcomers.count < 12 {
        let newcomer = AppRTCClient("N\(newcomers.count)", at: "192.0.3.1", in: world)
        newcomers.append(newcomer)
        newcomer.join()
        world.run(within: 20) { newcomer.joinResult != "" }
        world.run(seconds: 3)
      }
      world.run(seconds: 5)
      #expect(newcomers.last?.joinResult == "SUCCESS", "after \(newcomers.count) joins")
      #expect(newcomers.last?.isInitiator == false)
      #expect(survivor.received.count == 1 && survivor.received[0].hasPrefix(AppRTCClient.bye))
      survivor.leave()
      world.run(seconds: 5)
    }
  }

  @Test func `who hangs up gets nothing of the next call, and who joins next gets all of it`() async
  {
    await forEachSeed(256) { seed in
      let world = World(seed: seed)
      storm(world)
      makeServer(in: world)
      let a = AppRTCClient("A", at: "192.0.2.1", in: world)
      let b = AppRTCClient("B", at: "192.0.2.2", in: world)
      a.join { b.join() }
      #expect(world.run(within: 60) { b.sockets.last?.isUpgraded == true })
      world.run(seconds: 2)
      let (leaver, stayer) = seed % 2 == 0 ? (a, b) : (b, a)
      leaver.hangUp()
      world.run(milliseconds: UInt64(world.random.pick(0...1000)))
      let next = AppRTCClient("N", at: "192.0.2.3", in: world)
      next.join()
      world.run(within: 20) { next.joinResult != "" }
      if next.joinResult == "FULL" {
        world.run(seconds: 2)
        next.join()
      }
      world.run(seconds: 10)
      #expect(stayer.received.count == 1 && stayer.received[0].hasPrefix(AppRTCClient.bye))
      #expect(next.received == ["\(stayer.name)-1"] && next.joinResult == "SUCCESS")
      #expect(leaver.received == [])
    }
  }
}
