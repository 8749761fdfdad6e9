import SansIO

/// All meters of a loop: those of allocations, of users, and the one of the loop itself, each of
/// which what passes the one before must pass too.
struct RelayMeters: ~Copyable {
  private struct User {
    let meter: UInt32
    var allocations: Int
  }

  private var meters = Slots<RelayMeter>()
  private var users: [String: User] = [:]
  private let userBits: UInt64?
  private let openBits: UInt64?
  private let openRate: RelayRate?
  private let roomRate: RelayRate?
  private let ofLoop: UInt32

  /// Makes the meters that limits call for, for one of so many loops.
  init(_ limits: TURNServer.Limits, loops: UInt8) {
    userBits = limits.bitsPerSecondPerUser
    let open = limits.bitsPerSecondPerAllocation
    openBits = open
    openRate = open.map { RelayRate(bitsPerSecond: $0) }
    let room = limits.roomBitsPerSecond
    roomRate =
      if let room, room <= open ?? .max {
        RelayRate(bitsPerSecond: room, burstBytes: limits.roomBurstBytes)
      } else {
        openRate
      }
    ofLoop =
      if let bits = limits.bitsPerSecond {
        meters.insert(
          RelayMeter(
            rate: RelayRate(bitsPerSecond: bits / UInt64(loops)), parent: RelayMeter.none,
            isOfAllocation: false))
      } else {
        RelayMeter.none
      }
  }

  /// Whether a user's rate is to be divided among the loops the user is on.
  var dividesUsers: Bool { userBits != nil }

  /// How many meters there are.
  var count: Int { meters.count }

  // MARK: Allocations

  /// The first meter that the packets of a new allocation are to pass, or `RelayMeter.none`; its
  /// credential may have set a rate, which counts if it is lower.
  mutating func join(_ user: String, hasScope: Bool, bitsPerSecond: UInt64?) -> UInt32 {
    let parent = meter(of: user)
    var own = hasScope ? roomRate : openRate
    if !hasScope, let bits = bitsPerSecond, bits <= openBits ?? .max {
      own = RelayRate(bitsPerSecond: bits)
    }
    guard let rate = own else { return parent }
    return meters.insert(RelayMeter(rate: rate, parent: parent, isOfAllocation: true))
  }

  /// Takes away the meters of an allocation that has ended.
  mutating func leave(_ user: String, _ meter: UInt32) {
    if meter != RelayMeter.none, meters[meter].isOfAllocation { meters.remove(meter) }
    guard var record = users[user] else { return }
    record.allocations -= 1
    if record.allocations == 0 { meters.remove(record.meter) }
    users[user] = record.allocations == 0 ? nil : record
  }

  /// Leaves a user a share of the rate on this loop, one of so many.
  mutating func divide(_ user: String, by loops: Int) {
    guard let userBits, let record = users[user] else { return }
    meters[record.meter].rate = RelayRate(bitsPerSecond: userBits / UInt64(max(loops, 1)))
  }

  private mutating func meter(of user: String) -> UInt32 {
    guard let userBits else { return ofLoop }
    var record: User
    if let known = users[user] {
      record = known
    } else {
      let rate = RelayRate(bitsPerSecond: userBits)
      let meter = meters.insert(RelayMeter(rate: rate, parent: ofLoop, isOfAllocation: false))
      record = User(meter: meter, allocations: 0)
    }
    record.allocations += 1
    users[user] = record
    return record.meter
  }

  // MARK: Packets

  /// Whether so many bytes may go on to a peer; they count then, at every meter.
  @inline(__always)
  mutating func admitsToPeers(_ count: Int, _ meter: UInt32, at now: Instant) -> Bool {
    meter == RelayMeter.none || passToPeers(count, meter, at: now)
  }

  /// Whether so many bytes may go on to a client; they count then, at every meter.
  @inline(__always)
  mutating func admitsToClient(_ count: Int, _ meter: UInt32, at now: Instant) -> Bool {
    meter == RelayMeter.none || passToClient(count, meter, at: now)
  }

  // What one meter refuses must not count at another, so all are asked before any is charged.

  private mutating func passToPeers(_ count: Int, _ first: UInt32, at now: Instant) -> Bool {
    var place = meters[first].parent
    while place != RelayMeter.none {
      guard meters[place].rate.holds(count, in: meters[place].toPeers, at: now) else {
        return false
      }
      place = meters[place].parent
    }
    place = first
    while place != RelayMeter.none {
      let rate = meters[place].rate
      guard rate.take(count, from: &meters[place].toPeers, at: now) else { return false }
      place = meters[place].parent
    }
    return true
  }

  private mutating func passToClient(_ count: Int, _ first: UInt32, at now: Instant) -> Bool {
    var place = meters[first].parent
    while place != RelayMeter.none {
      guard meters[place].rate.holds(count, in: meters[place].toClient, at: now) else {
        return false
      }
      place = meters[place].parent
    }
    place = first
    while place != RelayMeter.none {
      let rate = meters[place].rate
      guard rate.take(count, from: &meters[place].toClient, at: now) else { return false }
      place = meters[place].parent
    }
    return true
  }
}
