import SansIO
import SignaldCrypto

/// Makes and checks what leads to a relay: tags, keys for the ICE configuration, credentials.
///
/// It keeps nothing of those it made: a key is `EXPIRY.SCOPE.CODE` with a code nobody else can
/// make. Of IPv6 addresses the /64 counts, as in all limits.
struct RelayMint: ~Copyable {
  /// A secret shared with the relays.
  private struct Secret {
    /// What the password of a credential is made with.
    let bytes: [UInt8]
    /// What all else is made with, so that no code of one kind is good for another.
    let key: [UInt8]

    init(_ text: String) {
      var authenticator = Authenticator()
      bytes = Array(text.utf8)
      key = authenticator.code(.sha256, key: bytes, over: Array("signald relay keys".utf8)).array
    }
  }

  /// The first one makes passwords and keys, keys of all are good.
  private var secrets: [Secret]
  /// Makes tags: it outlives the secrets, so that who is in a room keeps its name.
  private let tagKey: [UInt8]
  private var authenticator = Authenticator()

  /// How many characters a key's code has: 128 bits.
  private static let codeCount = 22

  /// Makes a mint for a secret shared with the relays.
  init(secret: String) {
    let secret = Secret(secret)
    secrets = [secret]
    tagKey = secret.key
  }

  /// Goes on with other secrets: the first one makes what is made from here on, and what was made
  /// with any of them is good. None at all changes nothing.
  mutating func replace(secrets: [String]) {
    if !secrets.isEmpty { self.secrets = secrets.map { Secret($0) } }
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
    return "\(text).\(code(of: text, by: secrets[0].key))"
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
    let text = String(key[..<end])
    var isGenuine = false
    for secret in secrets {
      let genuine = Array(self.code(of: text, by: secret.key).utf8)
      isGenuine = constantTimeEqual(code, genuine) || isGenuine
    }
    guard isGenuine else { return nil }
    if case .address = scope, scope != self.scope(of: address) { return nil }
    return scope
  }

  /// The password of a user name (draft-uberti-behave-turn-rest section 2.2).
  mutating func password(of username: String) -> String {
    Base64.encode(
      authenticator.code(.sha1, key: secrets[0].bytes, over: Array(username.utf8)).array)
  }

  private mutating func tag(_ kind: String, _ text: String) -> RelayTag {
    RelayTag(
      hash: authenticator.code(.sha256, key: tagKey, over: Array("\(kind) \(text)".utf8)).array)
  }

  private mutating func code(of text: String, by key: [UInt8]) -> String {
    let digest = authenticator.code(.sha256, key: key, over: Array("key \(text)".utf8))
    return String(Base64.encodeForURL(digest.array).prefix(RelayMint.codeCount))
  }
}
