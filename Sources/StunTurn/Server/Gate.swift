public import SansIO
import SignaldCrypto

/// Lets requests pass that prove who sent them: the long-term credential mechanism of RFC 8489
/// section 9.2.4, without a byte of state for who has not passed.
///
/// Checks come in the order of the RFC, with one addition that it leaves open: a nonce we never
/// issued for this path is answered with 438 first, before a user is looked up or a message
/// authenticated, because it takes no more than one digest to tell, and to receive one is what
/// makes an address credible. A genuine nonce that is only too old is found last, as the RFC has
/// it.
public struct Gate: ~Copyable {
  /// How many bytes a REALM or NONCE may have (RFC 8489 sections 14.9, 14.10).
  public static let maximumTextCount = 763
  /// How long a nonce is good by default, in seconds; at most an hour by RFC 8656 section 5.
  public static let nonceLifetimeSeconds: Int64 = 600
  /// How many revoked names are remembered by default.
  public static let revocationLimit = 65_536
  /// The comprehension-required attributes a gate understands; those of integrity end a message.
  public static let understood: [AttributeType] = [
    .username, .userHash, .realm, .nonce, .passwordAlgorithm,
  ]

  private var accounts: Accounts
  private let nonceLifetime: Int64
  private let roomOverstay: Int64
  private var keys = KeyCache()
  private var authenticator = Authenticator()
  /// What nonces are made with; set it to rotate.
  public var nonceKey: NonceKey
  /// Whose credentials are void before their time.
  var revocations: Revocations

  /// Makes a gate for these accounts. So many seconds longer than it allocates, a credential with a
  /// scope is good for what it has allocated; any other ends all at once. At most `revocationLimit`
  /// names are refused before their time.
  public init(
    accounts: Accounts, nonceKey: NonceKey,
    nonceLifetimeSeconds: Int64 = Gate.nonceLifetimeSeconds, roomOverstaySeconds: UInt32 = 0,
    revocationLimit: Int = Gate.revocationLimit
  ) {
    self.accounts = accounts
    self.nonceKey = nonceKey
    nonceLifetime = nonceLifetimeSeconds
    roomOverstay = Int64(roomOverstaySeconds)
    revocations = Revocations(limit: revocationLimit)
  }

  /// The REALM of challenges.
  public var realm: String { accounts.realm }

  /// Goes on with other accounts. What was found out about credentials of the old ones is
  /// forgotten; nonces hold.
  public mutating func replace(accounts: Accounts) {
    self.accounts = accounts
    keys = KeyCache()
  }

  /// The NONCE of a challenge: good for the other end of this path, on every loop.
  public mutating func nonce(for path: Path, at now: Moment) -> Nonce {
    nonceKey.nonce(accounts.features, along: path, at: now.monotonic, using: &authenticator)
  }

  /// Judges a request. The verdict on an unknown user, a foreign realm, an expired credential and a
  /// wrong password is the same, and takes the same time.
  public mutating func admit(_ message: Message, along path: Path, at now: Moment) -> Verdict {
    do throws(Refusal) {
      return .admitted(try authenticate(message, along: path, at: now))
    } catch {
      return .refused(error)
    }
  }

  private mutating func authenticate(
    _ message: Message, along path: Path, at now: Moment
  ) throws(Refusal) -> Admission {
    guard message.hasIntegrity || message.hasIntegritySHA256 else {
      throw .challenge(.unauthenticated)
    }
    guard let realm = message.first(.realm), let nonce = message.first(.nonce),
      realm.byteCount <= Gate.maximumTextCount, nonce.byteCount <= Gate.maximumTextCount
    else { throw .malformed }
    let name = try Claim.name(in: message)
    let standing = nonceKey.standing(
      of: nonce, along: path, at: now.monotonic, lifetime: nonceLifetime, using: &authenticator)
    guard standing != .foreign else { throw .challenge(.staleNonce) }
    let claim = try Claim(name, message)
    // A foreign realm makes another key, so the RFC lets it fail as wrong integrity.
    let admission =
      realm.spells(accounts.realm)
      ? identify(claim, by: message, at: now.unixSeconds) : refuse(claim, message)
    guard let admission, !revocations.contains(admission.quotaUser, at: now.unixSeconds) else {
      throw .challenge(.unauthenticated)
    }
    guard standing == .fresh else { throw .challenge(.staleNonce) }
    return admission
  }

  /// Finds the key that verifies the message: a named user's, or one made from a secret.
  private mutating func identify(
    _ claim: Claim, by message: Message, at unixSeconds: Int64
  ) -> Admission? {
    switch claim.name {
    case .text(let user): return identify(user, claim, message, at: unixSeconds)
    case .hash(let hash):
      // Only named users can be found by a hash. Names with an expiry are made by others at will,
      // so there is no list of them to search: their holders send USERNAME, and are told to, since
      // no challenge of a server with secrets offers anonymity.
      guard let user = accounts.user(hashed: hash),
        let key = accounts.key(of: user, claim.algorithm)
      else { return refuse(claim, message) }
      return check(claim, message, key) ? admission(of: user, key, claim) : nil
    }
  }

  private mutating func identify(
    _ user: String, _ claim: Claim, _ message: Message, at unixSeconds: Int64
  ) -> Admission? {
    // Parsed for everybody, because a named user is not to be told from a stranger by the time.
    let timed = TimedUsername(user)
    if accounts.has(user) {
      guard let key = accounts.key(of: user, claim.algorithm) else {
        return refuse(claim, message)
      }
      return check(claim, message, key) ? admission(of: user, key, claim) : nil
    }
    guard !accounts.secrets.isEmpty, let timed,
      end(of: timed, for: message.method) > unixSeconds
    else {
      return refuse(claim, message)
    }
    return find(user, timed, claim, message)
  }

  /// Tries every password a time-limited credential may have.
  private mutating func find(
    _ user: String, _ timed: TimedUsername, _ claim: Claim, _ message: Message
  ) -> Admission? {
    if let key = keys.key(of: user, claim.algorithm), check(claim, message, key) {
      return admission(of: user, key, claim, timed)
    }
    for secret in accounts.secrets {
      for form in timed.forms {
        let password = secret.password(form, of: user, using: &authenticator)
        let key = LongTermKey.derive(
          user: user, realm: accounts.realm, password: password, by: claim.algorithm.function)
        guard check(claim, message, key) else { continue }
        keys.keep(key, of: user, claim.algorithm)
        return admission(of: user, key, claim, timed)
      }
    }
    return nil
  }

  /// The Unix second from which on a credential is void for a method.
  private func end(of timed: TimedUsername, for method: Method) -> Int64 {
    timed.scope == nil || method == .allocate ? timed.expires : timed.expires + roomOverstay
  }

  /// Spends on a stranger the time a user would have taken.
  private mutating func refuse(_ claim: Claim, _ message: Message) -> Admission? {
    _ = check(claim, message, accounts.decoy)
    return nil
  }

  private mutating func check(_ claim: Claim, _ message: Message, _ key: Digest) -> Bool {
    key.withBytes { message.isIntact(claim.checked, key: $0, using: &authenticator) }
  }

  private func admission(
    of user: String, _ key: Digest, _ claim: Claim, _ timed: TimedUsername? = nil
  ) -> Admission {
    Admission(
      user: user, quotaUser: timed?.name ?? user, key: key, integrity: claim.answered,
      expires: timed?.expires, scope: timed?.scope, pass: timed?.pass)
  }
}

extension RawSpan {
  /// Whether these bytes are the UTF-8 of a text.
  fileprivate func spells(_ text: String) -> Bool {
    guard byteCount == text.utf8.count else { return false }
    for (offset, byte) in text.utf8.enumerated() where uint8(at: offset) != byte { return false }
    return true
  }
}
