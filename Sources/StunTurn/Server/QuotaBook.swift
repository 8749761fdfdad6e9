import SansIO

/// Who holds how many ports, on one of several loops.
///
/// Each user has a home, one of the loops, whose book counts for all: it lends ports to the other
/// loops as they are asked for, and they repay each when it is free. So nobody holds more on all
/// loops together than the quota, and whoever holds less gets what is left on any of them.
struct QuotaBook {
  /// Ports held on this loop.
  private(set) var held: [String: Int] = [:]
  /// Ports this loop may hold of users at home elsewhere.
  private(set) var leased: [String: Int] = [:]
  /// Ports other loops may hold of users at home here.
  private(set) var lent: [String: [LoopID: Int]] = [:]

  /// How many ports all loops hold, or may hold, of a user at home here.
  func total(of user: String) -> Int {
    held[user, default: 0] + (lent[user]?.values.reduce(0, +) ?? 0)
  }

  /// How many ports of a user at home elsewhere this loop may hold besides those it does.
  func spare(of user: String) -> Int { leased[user, default: 0] - held[user, default: 0] }

  /// The loops other than the home that hold a user's ports.
  func loops(of user: String) -> [LoopID] { lent[user].map { Array($0.keys) } ?? [] }

  /// Counts ports that are held here.
  mutating func hold(_ ports: Int, of user: String) { held.add(ports, for: user) }

  /// Counts ports that are held no longer.
  mutating func release(_ ports: Int, of user: String) { held.add(-ports, for: user) }

  /// Counts ports that the home lends to this loop.
  mutating func lease(_ ports: Int, of user: String) { leased.add(ports, for: user) }

  /// Gives up what is leased and not held; answers how much that is.
  mutating func giveUpSpare(of user: String) -> Int {
    let spare = max(0, spare(of: user))
    leased.add(-spare, for: user)
    return spare
  }

  /// Lends ports of a user at home here, or takes them back if there are less than none.
  mutating func lend(_ ports: Int, of user: String, to loop: LoopID) {
    var loops = lent[user, default: [:]]
    loops.add(ports, for: loop)
    lent[user] = loops.isEmpty ? nil : loops
  }
}

extension [String: Int] {
  fileprivate mutating func add(_ ports: Int, for user: String) {
    let sum = self[user, default: 0] + ports
    self[user] = sum > 0 ? sum : nil
  }
}

extension [LoopID: Int] {
  fileprivate mutating func add(_ ports: Int, for loop: LoopID) {
    let sum = self[loop, default: 0] + ports
    self[loop] = sum > 0 ? sum : nil
  }
}
