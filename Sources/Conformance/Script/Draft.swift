import SansIO
import StunTurn

/// Something to send, before it is known what the server will have said by then.
struct Draft: Sendable {
  /// What it is made of.
  enum Body: Sendable {
    /// A STUN message.
    case message(MessageType, [Part])
    /// ChannelData that claims a length, with so many bytes of padding.
    case channelData(UInt16, [UInt8], declared: Int?, padding: [UInt8]?)
    /// These bytes and no others.
    case bytes([UInt8])
  }

  /// What it is made of.
  let body: Body
  /// What is done to the bytes at the end.
  var spoil: (@Sendable (inout [UInt8]) -> Void)?
  /// Whether it leaves in two pieces with a pause between; on streams only.
  var isSplit = false

  private init(_ body: Body) { self.body = body }

  /// A message of these parts and nothing else.
  static func bare(_ method: Method, _ parts: [Part] = [], as kind: MessageClass = .request)
    -> Draft
  {
    Draft(.message(MessageType(method, kind), parts))
  }

  /// A request of these parts and the user's credentials behind them.
  static func request(
    _ method: Method, _ parts: [Part] = [], credentials: [Part] = Part.credentials
  ) -> Draft {
    bare(method, parts + credentials)
  }

  /// An Allocate request for a UDP relay that peers can use.
  static func allocate(_ parts: [Part] = []) -> Draft {
    request(.allocate, [.transport(17), .peerFamily] + parts)
  }

  /// A Send indication.
  static func send(_ payload: [UInt8], to peer: Place, _ parts: [Part] = []) -> Draft {
    bare(.send, [.peer(peer), .data(payload)] + parts, as: .indication)
  }

  /// ChannelData; `padding` is what the transport asks for unless given.
  static func channelData(
    _ number: UInt16, _ payload: [UInt8], declared: Int? = nil, padding: [UInt8]? = nil
  ) -> Draft {
    Draft(.channelData(number, payload, declared: declared, padding: padding))
  }

  /// These bytes and no others.
  static func bytes(_ bytes: [UInt8]) -> Draft { Draft(.bytes(bytes)) }

  /// The same with its bytes changed at the end.
  func spoilt(_ change: @escaping @Sendable (inout [UInt8]) -> Void) -> Draft {
    var draft = self
    draft.spoil = change
    return draft
  }

  /// The same in two pieces.
  var split: Draft {
    var draft = self
    draft.isSplit = true
    return draft
  }

  /// Whether it can be made only after the server has sent a nonce.
  var needsNonce: Bool {
    guard case .message(_, let parts) = body else { return false }
    return parts.contains { $0 == .nonce || $0 == .realm || $0.isSigned }
  }

  /// What to ask for a nonce with: an Allocate request, which changes nothing without credentials.
  /// A connection for data takes ConnectionBind and nothing else (RFC 6062 section 4.3).
  var opening: Draft {
    guard case .message(let type, let parts) = body, type.method == .connectionBind else {
      return .bare(.allocate)
    }
    return .bare(.connectionBind, parts.filter { !Part.credentials.contains($0) })
  }

  /// The bytes, with what is known by now; what is not known is left out.
  func bytes(from line: Line, in scene: Scene, id: TransactionID) -> [UInt8] {
    var bytes: [UInt8]
    switch body {
    case .message(let type, let parts):
      var builder = MessageBuilder(type: type.encoded, id: id)
      for part in parts { builder.append(part, from: line, in: scene) }
      builder.seal()
      bytes = builder.bytes
    case .channelData(let number, let payload, let declared, let padding):
      bytes = [UInt8](uint16: number)
      bytes += [UInt8](uint16: UInt16(truncatingIfNeeded: declared ?? payload.count)) + payload
      let usual = scene.terms.isStream ? -payload.count & 3 : 0
      bytes += padding ?? [UInt8](repeating: 0, count: usual)
    case .bytes(let given): bytes = given
    }
    spoil?(&bytes)
    return bytes
  }
}

extension Part {
  /// Whether it is an integrity attribute.
  fileprivate var isSigned: Bool {
    if case .signed = self { true } else { false }
  }
}

extension MessageBuilder {
  /// Appends a part with what is known by now.
  fileprivate mutating func append(_ part: Part, from line: Line, in scene: Scene) {
    let challenge = scene[line].challenge
    switch part {
    case .value(let type, let value): append(type, value)
    case .padded(let type, let value, let byte): append(type, value, padding: byte)
    case .declaring(let count, let type, let value): append(type, value, declared: count)
    case .place(let type, let place):
      if let endpoint = scene.endpoint(of: place) { append(type, endpoint) }
    case .mappedPeer(let high, let low):
      append(.xorPeerAddress, family: .v6, high: high, low: low, port: 7_000)
    case .username(let identity): append(.username, Array(scene.user(of: identity).user.utf8))
    case .userHash(let identity):
      append(.userHash, scene.userHash(of: identity, realm: challenge?.realm ?? ""))
    case .realm: if let challenge { append(.realm, Array(challenge.realm.utf8)) }
    case .nonce: if let challenge { append(.nonce, challenge.nonce) }
    case .nonceOf(let other):
      if let challenge = scene[other].challenge { append(.nonce, challenge.nonce) }
    case .algorithm(let number): append(.passwordAlgorithm, [UInt8](uint16: number) + [0, 0])
    case .offeredAlgorithms:
      if let list = challenge?.algorithms { append(.passwordAlgorithms, list) }
    case .copied(let type, let line):
      if let value = scene[line].answers.last(where: { $0.has(type) })?.first(type) {
        append(type, value)
      }
    case .peerFamily:
      if scene.terms.peer.family == .v6 { append(.requestedAddressFamily, [2, 0, 0, 0]) }
    case .signed(let signature): append(signature, scene, realm: challenge?.realm ?? "")
    case .fingerprint(let isRight): appendFingerprint(isRight: isRight)
    }
  }

  private mutating func append(_ signature: Signature, _ scene: Scene, realm: String) {
    switch signature {
    case .sha1(let identity):
      append(.sha1, count: 20, key: scene.key(of: identity, realm: realm, by: .md5))
    case .sha256(let identity, let count):
      append(.sha256, count: count, key: scene.key(of: identity, realm: realm, by: .sha256))
    case .sha256KeyedByMD5(let identity):
      append(.sha256, count: 32, key: scene.key(of: identity, realm: realm, by: .md5))
    }
  }
}
