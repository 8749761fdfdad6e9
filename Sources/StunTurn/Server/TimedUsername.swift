import SansIO

/// The user name of a time-limited credential: that of the TURN REST draft
/// (draft-uberti-behave-turn-rest section 2.2), which is the Unix second of its expiry, alone or
/// followed by a colon and a name; or that of a `RelayPass`.
struct TimedUsername: Hashable, Sendable {
  /// More digits would be a date no credential has, or no date at all.
  private static let maximumDigitCount = 18

  /// The Unix second from which on it is void.
  let expires: Int64
  /// The name behind the colon, or all of it if there is none: whom to count quotas for.
  let name: String
  /// What the name says if the signalling side made it.
  let scope: RelayScope?
  /// What the name says if it is a pass.
  let pass: RelayPass?

  /// Parses `1700000000:alice`, `1700000000` or the name of a pass; `nil` for anything else.
  init?(_ text: String) {
    if let pass = RelayPass(username: text) {
      (expires, name, scope, self.pass) = (pass.expires, pass.user, nil, pass)
      return
    }
    let digits = text.utf8.prefix { (0x30...0x39).contains($0) }
    guard (1...TimedUsername.maximumDigitCount).contains(digits.count) else { return nil }
    let rest = text.utf8[digits.endIndex...]
    guard rest.isEmpty || rest.first == UInt8(ascii: ":") else { return nil }
    expires = digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    name = rest.count > 1 ? String(Substring(rest.dropFirst())) : text
    scope = RelayScope(name: name)
    pass = nil
  }

  /// How its password may have been made, the most common way first.
  var forms: [CredentialForm] { pass == nil ? [.sha1, .sha256] : [.pass] }
}
