import SansIO
import SignaldCrypto
import StunTurn

/// A client with a name, a key and a nonce that are right.
struct FuzzClient {
  /// Where it sends from.
  let path: Path
  /// Its user name.
  let user: String
  /// The name its quota is counted by.
  let quotaUser: String
  /// Its key.
  let key: Digest
  /// Whether it signs with SHA-256.
  let integrity: Integrity
}

/// What stays the same for every input, made once.
struct FuzzSetting {
  /// The realm.
  static let realm = "r"
  /// The socket clients are served on.
  static let listener = SocketID(
    index: 0, generation: 0, loop: LoopID(rawValue: 0), owner: Owner(rawValue: 0))
  /// Where that is bound.
  static let listening = Endpoint(address: .v4(0xC633_6401), port: 3478)
  /// The relayed addresses.
  static let relays = [
    RelayAddress(local: .v4(0xCB00_7109)),
    RelayAddress(local: .v6(high: 0x2001_0DB8_0009_0000, low: 9)),
  ]

  /// Who may allocate.
  let accounts: Accounts
  /// Keys the nonces.
  let nonceKey = NonceKey(current: Array(repeating: 7, count: 32))
  /// All clients: two users on three paths, one member of a room on two, and a holder of a key.
  let clients: [FuzzClient]
  /// All peers: allowed ones, denied ones, ourselves, and those of the other family.
  let peers: [Endpoint]

  static let shared = FuzzSetting()

  private init() {
    let users = [("a", "x"), ("b", "y")]
    guard
      let accounts = try? Accounts(
        realm: FuzzSetting.realm, users: users.map { (name: $0.0, password: $0.1) },
        secrets: ["s"])
    else { preconditionFailure("the accounts") }
    self.accounts = accounts
    let expiry = 1_900_000_000
    let names = [
      "a", "a", "b", "\(expiry):m.roomAAAAAAAAAAAA.memberAAAAAAAAAA",
      "\(expiry + 1):m.roomAAAAAAAAAAAA.memberAAAAAAAAAA", "\(expiry):c",
      "\(expiry):a.00000000000000000000ffffc6336415.keyAAAAAAAAAAAAA",
    ]
    var authenticator = Authenticator()
    clients = names.enumerated().map { place, name in
      let named = users.first { $0.0 == name }
      let password =
        named?.1
        ?? Base64.encode(
          authenticator.code(.sha1, key: Array("s".utf8), over: Array(name.utf8)).array)
      let remote = Endpoint(
        address: .v4(0xC633_6414 + UInt32(place % 2)), port: 1000 + UInt16(place))
      return FuzzClient(
        path: Path(
          socket: FuzzSetting.listener, local: FuzzSetting.listening.address, remote: remote),
        user: name, quotaUser: name.split(separator: ":").last.map(String.init) ?? name,
        key: LongTermKey.derive(user: name, realm: FuzzSetting.realm, password: password),
        integrity: place % 2 == 0 ? .sha1 : .sha256)
    }
    peers = [
      "8.8.8.8:53", "8.8.8.8:2000", "9.9.9.9:2000", "1.1.1.1:1", "127.0.0.1:80", "10.0.0.1:5000",
      "198.51.100.1:3478", "203.0.113.9:49152", "203.0.113.9:49153", "[2606:4700::1]:2000",
      "[2606:4700::2]:2000", "[64:ff9b::808:808]:2000", "[::1]:80", "0.0.0.0:1", "8.8.4.4:0",
      "[2001:db8:9::9]:49152",
    ].compactMap { Endpoint($0) }
  }
}
