import SansIO
import SignaldCrypto

/// What a request with integrity says of who sent it and how that is proved (RFC 8489 section
/// 9.2.4), read before anything is believed.
struct Claim: Hashable, Sendable {
  /// How the user is named.
  enum Name: Hashable, Sendable {
    /// USERNAME.
    case text(String)
    /// USERHASH.
    case hash(Digest)
  }

  /// What challenges offer, the preferred one first: a request must repeat it unchanged.
  static let offered: [PasswordAlgorithm] = [.sha256, .md5]

  /// Who it says it is.
  let name: Name
  /// How the key is derived.
  let algorithm: PasswordAlgorithm
  /// The integrity attribute to check.
  let checked: Integrity
  /// The integrity attribute to answer with: SHA-256 for whoever names an algorithm, whichever it
  /// is; all others know only SHA-1.
  let answered: Integrity

  /// Reads a request of this sender; 400 if its algorithms are not what a server that offers ours
  /// can get.
  init(_ name: Name, _ message: Message) throws(Refusal) {
    self.name = name
    let chosen = try Claim.algorithm(in: message)
    algorithm = chosen ?? .md5
    answered = chosen == nil ? .sha1 : .sha256
    // Of both attributes the stronger one counts for who knows it.
    if chosen == nil {
      checked = message.hasIntegrity ? .sha1 : .sha256
    } else {
      checked = message.hasIntegritySHA256 ? .sha256 : .sha1
    }
  }

  /// Reads USERNAME or USERHASH; 400 if both are there or none, or if it is too long or no UTF-8.
  static func name(in message: Message) throws(Refusal) -> Name {
    switch (message.first(.username), message.first(.userHash)) {
    case (let text?, nil):
      guard text.byteCount <= Accounts.maximumNameCount,
        let user = String(validating: text.copied(), as: UTF8.self)
      else { throw .malformed }
      return .text(user)
    case (nil, let bytes?):
      guard bytes.byteCount == HashFunction.sha256.digestLength, let hash = Digest(bytes: bytes)
      else { throw .malformed }
      return .hash(hash)
    case (nil, nil), (_?, _?): throw .malformed
    }
  }

  /// The algorithm chosen, `nil` for a client that knows of none. Who names one must repeat our
  /// offer, so that a third party that shortened it on the way is found out.
  private static func algorithm(in message: Message) throws(Refusal) -> PasswordAlgorithm? {
    let (list, choice): ([UInt16]?, UInt16?)
    do throws(AttributeError) {
      list = try message.passwordAlgorithms()
      choice = try message.passwordAlgorithm()
    } catch {
      throw .malformed
    }
    if list == nil, choice == nil { return nil }
    guard list == offered.map(\.rawValue), let choice,
      let algorithm = PasswordAlgorithm(rawValue: choice), offered.contains(algorithm)
    else { throw .malformed }
    return algorithm
  }
}
