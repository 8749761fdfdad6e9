public import SansIO
import Testing

/// A simulated internet that repeats itself exactly from one number.
///
/// ```swift
/// @Test func `an echo comes back in any weather`() {
///   await forEachSeed(256) { seed in
///     let world = World(seed: seed)
///     world.weather = .foul
///     let server = world.add(Echo(), on: world.host("server", "198.51.100.1"))
///     server.bind("198.51.100.1:7")
///     let client = world.socket("192.0.2.1:1000")
///     client.send(hex("01"), to: "198.51.100.1:7")
///     world.run(seconds: 10)
///     #expect(client.received.allSatisfy { $0.bytes == hex("01") })
///   }
/// }
/// ```
///
/// Any number of hosts, loops (`Node`) and plain endpoints (`TestSocket`, `TestStream`) share one
/// virtual clock. A failure prints the seed; the environment's `SEED` repeats it alone.
public final class World {
  /// What everything random here follows from.
  public let seed: UInt64
  /// The world's own dice; tests may throw them too.
  public var random: Seeded
  /// What routes do, unless `setWeather` says otherwise for one of them.
  public var weather = Weather()
  /// How late an alarm comes at most, in nanoseconds.
  public var alarmLateness: UInt64 = 1_000_000
  /// How likely an armed alarm brings an early one as well, which must change nothing.
  public var spuriousAlarms = 0.02
  /// How long commands, and what is handed from loop to loop, take at most, in nanoseconds.
  public var mailboxDelay: UInt64 = 200_000
  /// Bytes of a stream under way at most, before the sender's queue grows.
  public var window = 16_384
  /// When a connection that does not come about, or is cut off, is given up, in nanoseconds.
  public var streamTimeout: UInt64 = 20_000_000_000
  /// Both clocks.
  public private(set) var now: Moment
  /// What went wrong first; the world stands still from then on.
  public private(set) var failure: String?
  /// All hosts, in the order they were made.
  public private(set) var hosts: [Host] = []
  /// How many datagrams were sent so far.
  public internal(set) var packetCount = 0
  /// A number that two runs of one seed share unless something in them is not repeatable.
  public private(set) var fingerprint: UInt64 = 0xCBF2_9CE4_8422_2325

  /// What is to happen.
  var queue = EventQueue()
  /// How much of it `isQuiet` waits for.
  var work = 0
  /// All ends of streams: they live as long as the world.
  var ends: [StreamEnd] = []
  /// What tests made: it lives as long as the world.
  var belongings: [AnyObject] = []
  private var byAddress: [IPAddress: Host] = [:]
  private var routes: [Route: Weather] = [:]
  private var checkers: [(Observation) -> Void] = []
  private var wallOffset: Int64 = 1_750_000_000

  private struct Route: Hashable {
    let from: ObjectIdentifier
    let to: ObjectIdentifier
  }

  /// Makes an empty world; equal seeds and equal tests give equal histories.
  public init(seed: UInt64) {
    self.seed = seed
    random = Seeded(seed: seed)
    now = Moment(
      monotonic: Instant(nanoseconds: 1_000_000_000_000), unixSeconds: 1_750_001_000)
  }

  // MARK: Places

  /// Makes a host; `external` is the address the world sees if it is behind a 1:1 NAT.
  @discardableResult
  public func host(_ name: String, _ addresses: String..., external: String? = nil) -> Host {
    let host = Host(
      name: name, addresses: addresses.map { address($0) }, external: external.map { address($0) })
    hosts.append(host)
    for inner in host.addresses {
      let outer = host.outside(inner)
      precondition(byAddress[outer] == nil, "two hosts at \(outer)")
      byAddress[outer] = host
    }
    return host
  }

  /// The host the world knows by this address.
  public func host(at address: IPAddress) -> Host? { byAddress[address] }

  /// Sets the weather between two hosts, both ways; `nil` makes it the world's again.
  public func setWeather(_ weather: Weather?, between one: Host, and other: Host) {
    routes[Route(from: ObjectIdentifier(one), to: ObjectIdentifier(other))] = weather
    routes[Route(from: ObjectIdentifier(other), to: ObjectIdentifier(one))] = weather
  }

  /// What the route from one host to another does.
  func weather(from one: Host, to other: Host) -> Weather {
    if routes.isEmpty { return weather }
    return routes[Route(from: ObjectIdentifier(one), to: ObjectIdentifier(other))] ?? weather
  }

  // MARK: Checkers and failures

  /// Registers a checker; it calls `fail` when it does not like what it sees.
  public func check(_ checker: @escaping (Observation) -> Void) { checkers.append(checker) }

  /// Ends the run: prints the seed and how to repeat it.
  public func fail(_ reason: String) {
    guard failure == nil else { return }
    let text = "\(reason), \(elapsedMilliseconds) ms into seed \(seed)"
    failure = text
    Issue.record("\(text)")
  }

  /// Milliseconds since the world began.
  public var elapsedMilliseconds: UInt64 {
    now.monotonic.nanoseconds(since: Instant(nanoseconds: 1_000_000_000_000)) / 1_000_000
  }

  /// Shows the checkers something.
  func observe(_ observation: @autoclosure () -> Observation) {
    if checkers.isEmpty { return }
    let seen = observation()
    for checker in checkers { checker(seen) }
  }

  /// Mixes something that happened into the fingerprint.
  func stamp(_ word: UInt64) {
    fingerprint = (fingerprint ^ word ^ now.monotonic.nanoseconds) &* 0x0000_0100_0000_01B3
  }
}

extension World {
  // MARK: Time

  /// Lets `action` happen so much later.
  public func after(
    seconds: UInt64 = 0, milliseconds: UInt64 = 0, _ action: @escaping () -> Void
  ) {
    schedule(in: seconds * 1_000_000_000 + milliseconds * 1_000_000, action)
  }

  /// Runs for so long.
  public func run(seconds: UInt64 = 0, milliseconds: UInt64 = 0) {
    run(until: now.monotonic.adding(seconds: seconds).adding(milliseconds: milliseconds))
  }

  /// Runs until that instant.
  public func run(until end: Instant) {
    while failure == nil, let next = queue.nextTime, next <= end.nanoseconds { step() }
    if failure == nil { moveClocks(to: end.nanoseconds) }
  }

  /// Runs until the condition holds, at most so long; answers whether it did.
  @discardableResult
  public func run(within seconds: UInt64, until condition: () -> Bool) -> Bool {
    let end = now.monotonic.adding(seconds: seconds)
    while !condition() {
      guard failure == nil, let next = queue.nextTime, next <= end.nanoseconds else { return false }
      step()
    }
    return true
  }

  /// Runs until nothing is under way but alarms, at most so long; answers whether it did.
  @discardableResult
  public func runUntilQuiet(within seconds: UInt64 = 60) -> Bool {
    run(within: seconds) { isQuiet }
  }

  /// Whether nothing is under way: no packet, piece of a stream, command or planned action.
  public var isQuiet: Bool { work == 0 }

  /// Sets the wall clock forwards or backwards; the monotonic one does not notice.
  public func stepWallClock(seconds: Int64) {
    wallOffset += seconds
    moveClocks(to: now.monotonic.nanoseconds)
  }

  /// Schedules work: `isQuiet` waits for it.
  func schedule(in nanoseconds: UInt64, _ action: @escaping () -> Void) {
    schedule(at: now.monotonic.nanoseconds + nanoseconds, action)
  }

  /// Schedules work at a time in nanoseconds.
  func schedule(at time: UInt64, _ action: @escaping () -> Void) {
    work += 1
    queue.add(at: time) { [unowned self] in
      work -= 1
      action()
    }
  }

  /// Schedules what `isQuiet` does not wait for.
  func scheduleAlarm(at time: UInt64, _ action: @escaping () -> Void) {
    queue.add(at: time, action)
  }

  /// A random time up to `bound`.
  func randomDelay(upTo bound: UInt64) -> UInt64 { UInt64(random.below(Int(bound) + 1)) }

  private func step() {
    guard let (time, action) = queue.takeFirst() else { return }
    moveClocks(to: max(time, now.monotonic.nanoseconds))
    action()
  }

  private func moveClocks(to nanoseconds: UInt64) {
    now = Moment(
      monotonic: Instant(nanoseconds: nanoseconds),
      unixSeconds: wallOffset + Int64(nanoseconds / 1_000_000_000))
  }
}
