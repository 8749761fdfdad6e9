import SansIO
import SignaldCrypto
import StunTurn
import TestSupport

/// A STUN message on its way, copied out of its packet.
struct SeenMessage {
  let type: MessageType
  let id: TransactionID
  let bytes: [UInt8]
  let user: String?
  let realm: String?
  /// What its sender chose of the offered algorithms; clients of RFC 5389 choose none.
  let algorithm: PasswordAlgorithm?
  let nonce: [UInt8]?
  let relayed: Endpoint?
  let mapped: Endpoint?
  let lifetime: UInt32?
  let token: UInt64?
  let channel: UInt16?
  let evenPort: Bool?
  let family: UInt8?
  let additional: UInt8?
  let code: ErrorCode?
  let data: [UInt8]?
  private(set) var peers: [Endpoint] = []
  private(set) var types: [AttributeType] = []
  /// All relayed addresses, in the order of the message.
  private(set) var allRelayed: [Endpoint] = []

  /// Takes a message apart; `nil` if the bytes are none.
  init?(_ bytes: [UInt8]) {
    let seen = bytes.withRawSpan { span -> SeenMessage? in
      guard let message = try? Message(parsing: span) else { return nil }
      return SeenMessage(message, bytes)
    }
    guard let seen else { return nil }
    self = seen
  }

  private init(_ message: Message, _ bytes: [UInt8]) {
    self.bytes = bytes
    type = message.type
    id = message.id
    user = message.first(.username)?.copied().text
    realm = message.first(.realm)?.copied().text
    nonce = message.first(.nonce)?.copied()
    let number = (try? message.passwordAlgorithm()) ?? nil
    algorithm = number.flatMap { PasswordAlgorithm(rawValue: $0) }
    relayed = (try? message.xorAddress(.xorRelayedAddress)) ?? nil
    mapped = (try? message.xorAddress(.xorMappedAddress)) ?? nil
    lifetime = (try? message.uint32(.lifetime)) ?? nil
    token = (try? message.uint64(.reservationToken)) ?? nil
    channel = (try? message.channelNumber()) ?? nil
    evenPort = (try? message.evenPort()) ?? nil
    family = (try? message.addressFamily(.requestedAddressFamily)) ?? nil
    additional = (try? message.addressFamily(.additionalAddressFamily)) ?? nil
    code = (try? message.errorCode()) ?? nil
    data = message.first(.data)?.copied()
    var attributes = message.attributes
    while let attribute = attributes.next() {
      types.append(attribute.type)
      if attribute.type == .xorRelayedAddress {
        if let relayed = Endpoint(xorAddress: attribute.value, id: id) {
          allRelayed.append(relayed)
        }
      }
      guard attribute.type == .xorPeerAddress else { continue }
      if let peer = Endpoint(xorAddress: attribute.value, id: id) { peers.append(peer) }
    }
  }

  /// Whether its integrity verifies under a key: by SHA-256 where an algorithm was chosen.
  func isIntact(_ key: Digest, _ algorithm: PasswordAlgorithm?) -> Bool {
    let integrity: Integrity = algorithm == nil ? .sha1 : .sha256
    return isIntact(key, integrity)
  }

  private func isIntact(_ key: Digest, _ integrity: Integrity) -> Bool {
    bytes.withRawSpan { span in
      guard let message = try? Message(parsing: span) else { return false }
      var authenticator = Authenticator()
      return key.withBytes { message.isIntact(integrity, key: $0, using: &authenticator) }
    }
  }
}

extension [UInt8] {
  /// The bytes as UTF-8.
  fileprivate var text: String { String(decoding: self, as: UTF8.self) }
}
