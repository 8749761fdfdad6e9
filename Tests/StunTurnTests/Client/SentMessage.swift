import SansIO
import StunTurn
import TestSupport

/// A STUN message a client sent, copied so that a test can keep it.
struct SentMessage: Equatable {
  let bytes: [UInt8]
  let type: MessageType
  let id: TransactionID
  let attributes: [AttributeType: [UInt8]]
  let peers: [Endpoint]
  let hasIntegrity: Bool
  let hasFingerprint: Bool

  init?(_ bytes: [UInt8]) {
    let parsed: SentMessage? = bytes.withRawSpan { span in
      guard let message = try? Message(parsing: span) else { return nil }
      return SentMessage(message)
    }
    guard let parsed else { return nil }
    self = parsed
  }

  private init(_ message: Message) {
    bytes = message.bytes.copied()
    type = message.type
    id = message.id
    hasIntegrity = message.hasIntegrity
    hasFingerprint = message.hasFingerprint
    var attributes: [AttributeType: [UInt8]] = [:]
    var peers: [Endpoint] = []
    var iterator = message.attributes
    while let attribute = iterator.next() {
      attributes[attribute.type] = attribute.value.copied()
      if attribute.type == .xorPeerAddress,
        let peer = Endpoint(xorAddress: attribute.value, id: message.id)
      {
        peers.append(peer)
      }
    }
    self.attributes = attributes
    self.peers = peers
  }

  func text(_ type: AttributeType) -> String? {
    attributes[type].map { String(decoding: $0, as: UTF8.self) }
  }

  /// The number of a four-byte attribute.
  func number(_ type: AttributeType) -> UInt32? {
    attributes[type].map { $0.reduce(0) { $0 << 8 | UInt32($1) } }
  }
}

extension [Output] {
  /// The STUN messages among them.
  var messages: [SentMessage] { compactMap { $0.bytes.flatMap { SentMessage($0) } } }
  /// Their methods, to compare at a glance.
  var methods: [StunTurn.Method] { messages.map(\.type.method) }
  /// All that was sent or written.
  var payloads: [[UInt8]] { compactMap(\.bytes) }
}
