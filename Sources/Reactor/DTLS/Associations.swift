import SansIO
import SignaldCrypto

/// All DTLS associations of a loop, by number and by address.
struct Associations: ~Copyable {
  /// The associations of one 5-tuple: a peer that has lost its own begins another, and the old one
  /// counts until the new one has proved itself.
  struct Place {
    /// The one that carries data.
    var open: Int?
    /// The one whose handshake goes on.
    var pending: Int?
  }

  /// The most there can be: a number has 16 bits for its place, and 0 is taken.
  static let most = 65_534

  /// The associations by number.
  var slots = SlotTable<Association>()
  /// How many handshakes go on.
  private(set) var pendingCount = 0
  /// What peers prove their address with.
  var cookies = HelloCookies()
  /// Where datagrams wait encrypted until they leave.
  var arena = SealedArena()
  /// By path, without the number.
  private var places: [Path: Place] = [:]
  /// How many handshakes go on with each network.
  private var pendingOfNetworks: NetworkCounts

  /// Makes an empty table.
  init() {
    var entropy = Entropy.system()
    pendingOfNetworks = NetworkCounts(mixer: Mixer(seed: entropy.uint64()))
  }

  /// How many there are.
  var count: Int { slots.count }

  /// The associations of a 5-tuple.
  func place(of path: Path) -> Place? { places[plain(path)] }

  /// How many handshakes go on with the network of an address.
  func pendingCount(near address: IPAddress) -> Int {
    pendingOfNetworks[pendingOfNetworks.place(of: address)]
  }

  private mutating func countPending(_ path: Path, by step: Int) {
    pendingCount += step
    let network = pendingOfNetworks.place(of: path.remote.address)
    pendingOfNetworks[network] += step
  }

  /// Which one a path names, if it lives.
  func index(of path: Path) -> Int? {
    let index = Int(path.session & 0xFFFF) - 1
    guard index >= 0, slots.holds(index, UInt16(path.session >> 16)), slots[index].path == path
    else { return nil }
    return index
  }

  /// The path that the next insertion has to have.
  func nextPath(along path: Path) -> Path {
    var path = path
    let (index, generation) = slots.next
    path.session = UInt32(generation) << 16 | index + 1
    return path
  }

  /// Puts in one whose handshake begins.
  mutating func insert(_ association: consuming Association) -> Int {
    let path = association.path
    let index = Int(slots.next.index)
    slots.insert(association)
    places[plain(path), default: Place()].pending = index
    countPending(path, by: 1)
    return index
  }

  /// Data flows from here on. Answers the one whose place it takes.
  mutating func open(_ index: Int) -> Int? {
    slots[index].stage = .open
    let path = plain(slots[index].path)
    countPending(path, by: -1)
    let old = places[path]?.open
    places[path] = Place(open: index)
    return old
  }

  /// Takes one out.
  mutating func remove(_ index: Int) -> Association {
    let path = plain(slots[index].path)
    if !slots[index].isOpen { countPending(path, by: -1) }
    if places[path]?.open == index { places[path]?.open = nil }
    if places[path]?.pending == index { places[path]?.pending = nil }
    if places[path]?.open == nil, places[path]?.pending == nil { places[path] = nil }
    return slots.remove(index)
  }

  private func plain(_ path: Path) -> Path {
    Path(socket: path.socket, local: path.local, remote: path.remote)
  }
}
