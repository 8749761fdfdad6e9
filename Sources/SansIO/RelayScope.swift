/// Whom a time-limited TURN credential was made for: the name behind the colon of its user name.
///
/// The signalling side mints credentials with it, the relay side reads it back and applies `terms`;
/// neither needs to know the other. The form is `m.ROOM.MEMBER` or `a.ADDRESS`, each word a tag of
/// 16 base64url characters, and with the expiry `1700003600:m.ROOM.MEMBER`.
public enum RelayScope: Hashable, Sendable {
  /// A member of a room.
  case member(room: RelayTag, member: RelayTag)
  /// Whoever comes from an address, before joining a room.
  case address(RelayTag)

  /// Parses a name without its expiry; `nil` if it is not of this form.
  public init?(name: some StringProtocol) {
    let words = name.split(separator: ".", omittingEmptySubsequences: false)
    let tags = words.dropFirst().compactMap { RelayTag($0) }
    guard let kind = words.first, tags.count == words.count - 1 else { return nil }
    switch (kind, tags.count) {
    case ("m", 2): self = .member(room: tags[0], member: tags[1])
    case ("a", 1): self = .address(tags[0])
    default: return nil
    }
  }

  /// The name without an expiry: what quotas are counted by and what is revoked.
  public var name: String {
    switch self {
    case .member(let room, let member): "m.\(room).\(member)"
    case .address(let address): "a.\(address)"
    }
  }

  /// The user name of a credential that is void from this Unix second on.
  public func username(expires: Int64) -> String { "\(expires):\(name)" }

  /// What a holder may do unless configured otherwise.
  public var terms: RelayTerms {
    switch self {
    case .member: RelayTerms(allocations: 8)
    case .address: RelayTerms(allocations: 4)
    }
  }
}
