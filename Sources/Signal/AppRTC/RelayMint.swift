import SansIO
import SignaldCrypto

/// Makes and checks what leads to a relay: tags, keys for the ICE configuration, credentials.
///
/// It keeps nothing of those it made: a key is `EXPIRY.SCOPE.CODE` with a code nobody else can
/// make. Of IPv6 addresses the /64 counts, as in all limits.
struct RelayMint: ~Copyable {
  /// What the password of a credential is made with.
  private let secret: [UInt8]
  /// What all else is made with, so that no code of one kind is good for another.
  private let key: [UInt8]
  private var authenticator = Authenticator()

  /// How many characters a key's code has: 128 bits.
  private static let codeCount = 22

  /// Makes a mint for a secret shared with the relays.
  init(secret: String) {
    self.secret = Array(secret.utf8)
    key =
      authenticator.code(.sha256, key: self.secret, over: Array("signald relay keys".utf8)).array
  }

  /// Whom a member's credentials are for.
  mutating func scope(of id: ClientID, in room: RoomKey) -> RelayScope {
    .member(
      room: tag("room", "\(room.space)/\(room.name)"),
      member: tag("member", "\(room.space)/\(room.name)/\(id)"))
  }

  /// Whom the credentials of someone who has not joined yet are for.
  mutating func scope(of address: IPAddress) -> RelayScope {
    let client = ClientAddress(of: address)
    return .address(client, key: tag("address", "\(client)"))
  }

  /// A key for the ICE configuration, void from this Unix second on.
  mutating func makeKey(for scope: RelayScope, expires: Int64) -> String {
    let text = "\(expires).\(scope.name)"
    return "\(text).\(code(of: text))"
  }

  /// Whom a key was made for; `nil` if it is forged, void, or of another address.
  mutating func verify(
    _ key: String, from address: IPAddress, at unixSeconds: Int64
  ) -> RelayScope? {
    guard let end = key.lastIndex(of: "."), let start = key.firstIndex(of: "."), start < end,
      let expires = Int64(key[..<start]), expires > unixSeconds,
      let scope = RelayScope(name: key[key.index(after: start)..<end])
    else { return nil }
    let code = Array(key[key.index(after: end)...].utf8)
    guard constantTimeEqual(code, Array(self.code(of: String(key[..<end])).utf8)) else {
      return nil
    }
    if case .address = scope, scope != self.scope(of: address) { return nil }
    return scope
  }

  /// The password of a user name (draft-uberti-behave-turn-rest section 2.2).
  mutating func password(of username: String) -> String {
    Base64.encode(authenticator.code(.sha1, key: secret, over: Array(username.utf8)).array)
  }

  private mutating func tag(_ kind: String, _ text: String) -> RelayTag {
    RelayTag(hash: authenticator.code(.sha256, key: key, over: Array("\(kind) \(text)".utf8)).array)
  }

  private mutating func code(of text: String) -> String {
    let digest = authenticator.code(.sha256, key: key, over: Array("key \(text)".utf8))
    return String(Base64.encodeForURL(digest.array).prefix(RelayMint.codeCount))
  }
}
