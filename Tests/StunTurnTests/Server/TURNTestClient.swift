import SansIO
import SignaldCrypto
import StunTurn
import TestSupport

/// A client that builds requests by hand, so that a test can get anything about them wrong.
struct TURNTestClient {
  /// One attribute of a request.
  enum Piece {
    case transport(UInt8)
    case lifetime(UInt32)
    case peer(String)
    case channel(UInt16)
    case evenPort(Bool)
    case family(UInt8)
    case additionalFamily(UInt8)
    case token(UInt64)
    case data([UInt8])
    case dontFragment
    case raw(UInt16, [UInt8])
  }

  var path: Path
  /// Its stream, if it comes by one.
  var link: LinkID?
  var user = "alice"
  var password = "wonder"
  var realm = "example.org"
  var nonce: [UInt8] = []
  var integrity = Integrity.sha1
  /// What a client of RFC 8489 derives its key by; it signs by SHA-256.
  var algorithm: PasswordAlgorithm?
  /// Whether it sends USERHASH in place of USERNAME.
  var hidesName = false
  var hasFingerprint = false
  private var lastID: UInt32 = 0

  init(_ address: String = "198.51.100.20:4000", socket: SocketID = .test(), local: String? = nil) {
    path = .test(client: address, socket: socket, local: local)
  }

  /// How it and the server reach one another.
  var route: Route { link.map { .link($0) } ?? .path(path) }

  /// A transaction not used before.
  mutating func freshID() -> TransactionID {
    lastID += 1
    return TransactionID(high: UInt64(path.remote.port) << 32 | 0xABCD, low: lastID)
  }

  /// A message without credentials.
  func plain(_ type: MessageType, _ pieces: [Piece] = [], id: TransactionID) -> [UInt8] {
    message(type, pieces, id: id, isSigned: false)
  }

  /// A request with credentials.
  func signed(_ method: Method, _ pieces: [Piece] = [], id: TransactionID) -> [UInt8] {
    message(MessageType(method, .request), pieces, id: id, isSigned: true)
  }

  /// Takes on a time-limited credential made from the secret "shh".
  mutating func beTimed(_ name: String, until expiry: Int64) {
    user = "\(expiry):\(name)"
    var authenticator = Authenticator()
    let code = authenticator.code(.sha1, key: Array("shh".utf8), over: Array(user.utf8))
    password = Base64.encode(code.array)
  }

  /// The key both sides share.
  var key: Digest {
    LongTermKey.derive(
      user: user, realm: realm, password: password, by: algorithm?.function ?? .md5)
  }

  private func message(
    _ type: MessageType, _ pieces: [Piece], id: TransactionID, isSigned: Bool
  ) -> [UInt8] {
    var outbox = Outbox()
    var authenticator = Authenticator()
    outbox.send(along: path, capacity: 70_000) { output in
      output.beginMessage(type, id: id)
      for piece in pieces { piece.write(to: &output, id: id) }
      if isSigned {
        if hidesName {
          UserHash.of(user: user, realm: realm).withBytes { output.append(.userHash, bytes: $0) }
        } else {
          output.append(.username, text: user)
        }
        output.append(.realm, text: realm)
        nonce.withRawSpan { output.append(.nonce, bytes: $0) }
        if let algorithm {
          output.append(passwordAlgorithms: [.sha256, .md5])
          output.append(algorithm)
        }
        let integrity = algorithm == nil ? integrity : .sha256
        key.withBytes { output.append(integrity, key: $0, using: &authenticator) }
      }
      if hasFingerprint { output.appendFingerprint() } else { output.endMessage() }
    }
    return outbox.takeOutputs()[0].bytes ?? []
  }
}

extension TURNTestClient.Piece {
  @_lifetime(output: copy output)
  fileprivate func write(to output: inout OutputRawSpan, id: TransactionID) {
    switch self {
    case .transport(let number):
      output.append(.requestedTransport, uint32: UInt32(number) << 24)
    case .lifetime(let seconds): output.append(.lifetime, uint32: seconds)
    case .peer(let text): output.append(.xorPeerAddress, xor: endpoint(text), id: id)
    case .channel(let number): output.append(.channelNumber, uint32: UInt32(number) << 16)
    case .evenPort(let reserves): output.append(evenPortReservingNext: reserves)
    case .family(let number):
      output.append(.requestedAddressFamily, uint32: UInt32(number) << 24)
    case .additionalFamily(let number):
      output.append(.additionalAddressFamily, uint32: UInt32(number) << 24)
    case .token(let token): output.append(.reservationToken, uint64: token)
    case .data(let bytes): bytes.withRawSpan { output.append(.data, bytes: $0) }
    case .dontFragment: output.append(.dontFragment)
    case .raw(let type, let bytes):
      bytes.withRawSpan { output.append(AttributeType(rawValue: type), bytes: $0) }
    }
  }
}

/// ChannelData as a client writes it to a datagram.
func channelData(_ number: UInt16, _ payload: [UInt8]) -> [UInt8] {
  [UInt8(number >> 8), UInt8(number & 255), UInt8(payload.count >> 8), UInt8(payload.count & 255)]
    + payload
}
