public import SansIO
public import SignaldCrypto

/// Proof that a request came from whom it says: only a gate makes one.
public struct Admission: Hashable, Sendable {
  /// The whole USERNAME; who comes with another must not touch what this one made.
  public let user: String
  /// Whom to count quotas for: a time-limited credential's user name without its expiry.
  public let quotaUser: String
  /// The key to sign the answer with.
  public let key: Digest
  /// The attribute to sign the answer with (RFC 8489 section 9.2.4).
  public let integrity: Integrity
  /// The Unix second from which on the credential is void; `nil` if it does not expire.
  public let expires: Int64?
  /// Whom the signalling side made the credential for; `nil` leaves its holder unlimited by it.
  public let scope: RelayScope?
  /// What the credential says of itself if it is a pass.
  public let pass: RelayPass?
}
