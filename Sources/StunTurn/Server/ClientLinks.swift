import SansIO

/// The streams of clients by their small numbers, and how many of them hold no allocation.
struct ClientLinks: ~Copyable {
  private var entries: [ClientLink?] = []
  private var networks: NetworkCounts
  /// How many hold no allocation.
  private(set) var strangerCount = 0
  /// How many there are.
  private(set) var count = 0

  /// Makes an empty table.
  init(mixer: Mixer) { networks = NetworkCounts(mixer: mixer) }

  /// A stream that is served here.
  subscript(link: LinkID) -> ClientLink? {
    let index = Int(link.index)
    guard index < entries.count, let entry = entries[index], entry.id == link else { return nil }
    return entry
  }

  /// The stream of a number.
  subscript(index: UInt32) -> ClientLink? {
    Int(index) < entries.count ? entries[Int(index)] : nil
  }

  /// Takes in a stream without an allocation, unless there are enough.
  mutating func open(
    _ link: LinkID, _ info: LinkInfo, limits: TURNServer.Limits, until: Instant
  ) -> Bool {
    let source = info.origin.address
    let network = networks.place(of: source)
    guard strangerCount < limits.strangerLinks,
      source.isLoopback || networks[network] < limits.strangerLinksPerNetwork
    else { return false }
    while entries.count <= Int(link.index) { entries.append(nil) }
    entries[Int(link.index)] = ClientLink(link, info, network: network, idleUntil: until)
    count += 1
    countStranger(network)
    return true
  }

  /// Takes a stream out; answers what was known of it.
  mutating func remove(_ link: LinkID) -> ClientLink? {
    guard let entry = self[link] else { return nil }
    entries[Int(link.index)] = nil
    count -= 1
    if !entry.isSettled { discountStranger(entry.network) }
    return entry
  }

  /// Notes that a client holds an allocation.
  mutating func settle(_ link: LinkID) {
    guard let entry = self[link], !entry.isSettled else { return }
    entries[Int(link.index)]?.isSettled = true
    discountStranger(entry.network)
  }

  /// Notes that a client holds no allocation any more.
  mutating func unsettle(_ link: LinkID) {
    guard let entry = self[link], entry.isSettled else { return }
    entries[Int(link.index)]?.isSettled = false
    countStranger(entry.network)
  }

  /// Moves the deadlines of a stream.
  mutating func note(_ link: LinkID, idleUntil: Instant?, partialUntil: Instant?) {
    guard self[link] != nil else { return }
    if let idleUntil { entries[Int(link.index)]?.idleUntil = idleUntil }
    entries[Int(link.index)]?.partialUntil = partialUntil
  }

  /// Notes which timer looks at a stream.
  mutating func arm(_ link: LinkID, _ timer: Timers<Expiry>.ID?, due: Instant) {
    guard self[link] != nil else { return }
    entries[Int(link.index)]?.timer = timer
    entries[Int(link.index)]?.timerDue = due
  }

  private mutating func countStranger(_ network: Int) {
    strangerCount += 1
    networks[network] += 1
  }

  private mutating func discountStranger(_ network: Int) {
    strangerCount -= 1
    networks[network] -= 1
  }
}
