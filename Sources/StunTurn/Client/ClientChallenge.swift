import SansIO
import SignaldCrypto

/// What a server asked for in a 401 or 438, and the key that answers it (RFC 8489 section 9.2.5).
struct ClientChallenge {
  /// The most bytes of a REALM or NONCE (RFC 8489 sections 14.9, 14.10).
  static let textLimit = 763

  /// The name to authenticate with.
  let user: String
  /// Whether its hash is sent in its place, as the server offers (RFC 8489 section 14.4).
  let hidesUser: Bool
  /// The realm the server named.
  let realm: String
  /// The nonce to send back.
  let nonce: String
  /// How the key is derived, if the server lets us choose.
  let offer: AlgorithmOffer
  /// The long-term key for user and realm.
  let key: Digest

  /// How requests are protected; answers must be protected alike.
  var integrity: Integrity { offer == .none ? .sha1 : .sha256 }

  /// Reads REALM and NONCE; `nil` if one is missing, empty, too long or not UTF-8, or if the server
  /// offers less than in the challenge before.
  init?(
    of message: Message, for credential: Credential, hidingUser: Bool,
    after previous: ClientChallenge?
  ) {
    guard let realm = ClientChallenge.text(.realm, of: message),
      let nonce = ClientChallenge.text(.nonce, of: message)
    else { return nil }
    offer = AlgorithmOffer(message)
    guard (previous?.offer ?? .none).allows(offer) else { return nil }
    user = credential.user
    hidesUser = hidingUser && message.nonceFeatures.contains(.usernameAnonymity)
    self.realm = realm
    self.nonce = nonce
    let function = offer.function
    if let previous, previous.realm == realm, previous.offer.function == function {
      key = previous.key
    } else {
      key = LongTermKey.derive(
        user: user, realm: realm, password: credential.password, by: function)
    }
  }

  /// Whether a challenge must be taken for a forgery after this one.
  func isForged(_ message: Message) -> Bool {
    !offer.allows(AlgorithmOffer(message))
  }

  /// Appends who we are to a request, and what the server wants repeated.
  @_lifetime(output: copy output)
  func write(to output: inout OutputRawSpan) {
    if hidesUser {
      UserHash.of(user: user, realm: realm).withBytes { output.append(.userHash, bytes: $0) }
    } else {
      output.append(.username, text: user)
    }
    output.append(.realm, text: realm)
    output.append(.nonce, text: nonce)
    if case .chosen(let algorithm, let list) = offer {
      // Bytes have no padding, so all of the span is initialised.
      output.append(.passwordAlgorithms, bytes: unsafe list.span.bytes)
      output.append(algorithm)
    }
  }

  private static func text(_ type: AttributeType, of message: Message) -> String? {
    guard let value = message.first(type), (1...textLimit).contains(value.byteCount) else {
      return nil
    }
    return String(validating: value.copied(), as: UTF8.self)
  }
}

extension AlgorithmOffer {
  /// What keys are derived by.
  fileprivate var function: HashFunction {
    if case .chosen(let algorithm, _) = self { algorithm.function } else { .md5 }
  }
}
