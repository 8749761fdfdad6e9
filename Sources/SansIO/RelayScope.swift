/// Whom a time-limited TURN credential was made for: the name behind the colon of its user name.
///
/// The signalling side mints credentials with it, the relay side reads it back and limits what
/// their holders may do; neither needs to know the other. The form is `m.ROOM.MEMBER` or
/// `a.ADDRESS.KEY`, and with the expiry `1700003600:m.ROOM.MEMBER`. ROOM, MEMBER and KEY are tags
/// of 16 base64url characters, ADDRESS is in hexadecimal.
public enum RelayScope: Hashable, Sendable {
  /// A member of a room.
  case member(room: RelayTag, member: RelayTag)
  /// Whoever comes from an address; the tag tells keys for the same address apart.
  case address(ClientAddress, key: RelayTag)

  /// Parses a name without its expiry; `nil` if it is not of this form.
  public init?(name: some StringProtocol) {
    let words = name.split(separator: ".", omittingEmptySubsequences: false)
    guard words.count == 3, let last = RelayTag(words[2]) else { return nil }
    switch words[0] {
    case "m":
      guard let room = RelayTag(words[1]) else { return nil }
      self = .member(room: room, member: last)
    case "a":
      guard let address = ClientAddress(words[1]) else { return nil }
      self = .address(address, key: last)
    default: return nil
    }
  }

  /// The name without an expiry: what quotas are counted by and what is revoked.
  public var name: String {
    switch self {
    case .member(let room, let member): "m.\(room).\(member)"
    case .address(let address, let key): "a.\(address).\(key)"
    }
  }

  /// The user name of a credential that is void from this Unix second on.
  public func username(expires: Int64) -> String { "\(expires):\(name)" }

  /// Whether a client that comes from `address` may use the credential.
  public func admits(_ address: IPAddress) -> Bool {
    switch self {
    case .member: true
    case .address(let own, _): ClientAddress(of: address) == own
    }
  }
}
