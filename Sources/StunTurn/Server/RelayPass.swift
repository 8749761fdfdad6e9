/// A short-lived credential that says itself what its holder may do: a user name of claims, signed
/// by its password.
///
/// The name is `pass1;expires=1700003600;bps=500000;ports=1024-65535;user=alice`, with `bps` and
/// `ports` left out at will and `user` last, since it may hold any character. The password is the
/// base 64 of HMAC-SHA-256 over the name, keyed by the HMAC-SHA-256 of `signald relay pass` under a
/// secret the server knows: change a claim, and the password is wrong. A claim that is not known is
/// never overlooked; it makes the name void.
public struct RelayPass: Hashable, Sendable {
  /// What a name begins with.
  static let prefix = "pass1;"
  /// The largest rate that can be written, in bits a second.
  public static let rateLimit: UInt64 = 1_000_000_000_000

  /// The Unix second from which on it is void.
  public var expires: Int64
  /// Whom to count quotas for, and what is revoked.
  public var user: String
  /// Bits a second that each allocation relays each way; `nil` for any amount.
  public var bitsPerSecond: UInt64?
  /// The ports of peers that packets may go to and come from; `nil` for all.
  public var peerPorts: ClosedRange<UInt16>?

  /// Describes a pass without limits.
  public init(user: String, expires: Int64) {
    self.user = user
    self.expires = expires
  }

  /// Parses a user name; `nil` if it is not of this form.
  public init?(username: String) {
    guard username.hasPrefix(RelayPass.prefix) else { return nil }
    var rest = username.dropFirst(RelayPass.prefix.count)
    guard let expires = RelayPass.take("expires", from: &rest).flatMap(RelayPass.number),
      let expires = Int64(exactly: expires)
    else { return nil }
    self.expires = expires
    if let text = RelayPass.take("bps", from: &rest) {
      guard let rate = RelayPass.number(text), (1...RelayPass.rateLimit).contains(rate) else {
        return nil
      }
      bitsPerSecond = rate
    }
    if let text = RelayPass.take("ports", from: &rest) {
      let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        .map { RelayPass.number($0).flatMap { UInt16(exactly: $0) } }
      guard ends.count == 2, let low = ends[0], let high = ends[1], low <= high else { return nil }
      peerPorts = low...high
    }
    guard rest.hasPrefix("user="), rest.utf8.count > 5 else { return nil }
    user = String(rest.dropFirst(5))
  }

  /// The user name.
  public var username: String {
    RelayPass.prefix + "expires=\(expires);" + (bitsPerSecond.map { "bps=\($0);" } ?? "")
      + (peerPorts.map { "ports=\($0.lowerBound)-\($0.upperBound);" } ?? "") + "user=\(user)"
  }

  /// Takes the value of a claim off the front, if it is the next one.
  private static func take(_ claim: String, from rest: inout Substring) -> Substring? {
    guard rest.hasPrefix(claim + "="), let end = rest.firstIndex(of: ";") else { return nil }
    defer { rest = rest[rest.index(after: end)...] }
    return rest[..<end].dropFirst(claim.count + 1)
  }

  /// Reads up to 18 decimal digits.
  private static func number(_ text: Substring) -> UInt64? {
    guard (1...18).contains(text.utf8.count),
      text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    return UInt64(text)
  }
}
