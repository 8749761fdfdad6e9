import SansIO
import SignaldCrypto
import StunTurn

/// What is known while a check runs: what was sent, what came, and who everybody is.
struct Scene: Sendable {
  /// What a server asked a client for.
  struct Challenge: Hashable, Sendable {
    /// REALM.
    let realm: String
    /// NONCE.
    let nonce: [UInt8]
    /// The value of PASSWORD-ALGORITHMS.
    let algorithms: [UInt8]?

    /// Takes a challenge from an error response.
    init?(_ answer: Packet) {
      guard let realm = answer.text(.realm), let nonce = answer.first(.nonce) else { return nil }
      self.realm = realm
      self.nonce = nonce
      algorithms = answer.first(.passwordAlgorithms)
    }
  }

  /// One client's history.
  struct Client: Sendable {
    /// The latest challenge.
    var challenge: Challenge?
    /// The first challenge as it came.
    var challenged: Packet?
    /// All answers to what steps asked, oldest first.
    var answers: [Packet] = []
    /// How many bytes each of those requests had.
    var counts: [Int] = []
    /// The relayed address of the latest allocation.
    var relayed: Endpoint?
    /// Whether there is an allocation to delete at the end.
    var isAllocated = false
  }

  /// What holds for the whole run.
  let terms: Terms
  /// The users of this run.
  let users: Users
  private var clients: [Line: Client] = [:]
  private var peers: [Line: Endpoint] = [:]

  /// Begins where nothing was said yet.
  init(_ terms: Terms, _ users: Users) {
    self.terms = terms
    self.users = users
  }

  /// A client's history.
  subscript(line: Line) -> Client {
    get { clients[line, default: Client()] }
    set { clients[line] = newValue }
  }

  /// Notes where a peer is.
  mutating func place(_ line: Line, at port: UInt16) {
    peers[line] = Endpoint(address: terms.peer, port: port)
  }

  /// Where a place is, if that is known by now.
  func endpoint(of place: Place) -> Endpoint? {
    switch place {
    case .peer(let line): peers[line]
    case .peerPort(let port): Endpoint(address: terms.peer, port: port)
    case .relayed(let line): self[line].relayed
    case .fixed(let endpoint): endpoint
    case .otherFamily:
      Endpoint(
        address: terms.peer.family == .v4
          ? .v6(high: 0x2600_0000_0000_0000, low: 7) : .v4(0x0808_0808),
        port: 7_000)
    }
  }

  /// The name and password of a user.
  func user(of identity: Identity) -> Users.User { users[identity] }

  /// The key of a user (RFC 8489 section 9.2.2).
  func key(of identity: Identity, realm: String, by function: HashFunction) -> [UInt8] {
    let user = users[identity]
    return LongTermKey.derive(
      user: user.user, realm: realm, password: user.password, by: function
    ).array
  }

  /// The hash of a user's name (RFC 8489 section 14.4).
  func userHash(of identity: Identity, realm: String) -> [UInt8] {
    Digest.of(.sha256, "\(users[identity].user):\(realm)").array
  }
}
