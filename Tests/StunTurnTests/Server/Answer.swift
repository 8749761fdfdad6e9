import SansIO
import SignaldCrypto
import StunTurn
import TestSupport

/// A message the server sent, taken apart.
struct Answer {
  let bytes: [UInt8]
  /// The way it left by; `nil` for a stream.
  let path: Path?
  let type: MessageType
  let id: TransactionID
  let code: ErrorCode?
  let relayed: Endpoint?
  let mapped: Endpoint?
  let peer: Endpoint?
  let lifetime: UInt32?
  let token: UInt64?
  let nonce: [UInt8]?
  let realm: [UInt8]?
  let data: [UInt8]?
  let alternate: Endpoint?
  let types: [AttributeType]
  let hasFingerprint: Bool
  let hasIntegrity: Bool
  let hasIntegritySHA256: Bool

  /// Takes apart what was sent or written; `nil` if it is no well-formed message.
  init?(_ output: Output) {
    guard let bytes = output.bytes else { return nil }
    self.bytes = bytes
    path = output.path
    let parsed = bytes.withRawSpan { span -> Parsed? in
      guard let message = try? Message(parsing: span) else { return nil }
      return Parsed(message)
    }
    guard let parsed else { return nil }
    type = parsed.type
    id = parsed.id
    code = parsed.code
    (relayed, mapped, peer, alternate) = parsed.endpoints
    (lifetime, token) = parsed.numbers
    (nonce, realm, data) = parsed.texts
    types = parsed.types
    (hasFingerprint, hasIntegrity, hasIntegritySHA256) = parsed.seals
  }

  /// Whether it is a success response.
  var isSuccess: Bool { type.kind == .success }

  /// Whether its integrity attribute of this kind verifies under a key.
  func isIntact(_ integrity: Integrity, key: Digest) -> Bool {
    bytes.withRawSpan { span in
      guard let message = try? Message(parsing: span) else { return false }
      var authenticator = Authenticator()
      return key.withBytes { message.isIntact(integrity, key: $0, using: &authenticator) }
    }
  }
}

private struct Parsed {
  let type: MessageType
  let id: TransactionID
  let code: ErrorCode?
  let endpoints: (Endpoint?, Endpoint?, Endpoint?, Endpoint?)
  let numbers: (UInt32?, UInt64?)
  let texts: ([UInt8]?, [UInt8]?, [UInt8]?)
  let types: [AttributeType]
  let seals: (Bool, Bool, Bool)

  init(_ message: Message) {
    type = message.type
    id = message.id
    code = (try? message.errorCode()) ?? nil
    endpoints = (
      (try? message.xorAddress(.xorRelayedAddress)) ?? nil,
      (try? message.xorAddress(.xorMappedAddress)) ?? nil,
      (try? message.xorAddress(.xorPeerAddress)) ?? nil,
      (try? message.address(.alternateServer)) ?? nil
    )
    numbers = (
      (try? message.uint32(.lifetime)) ?? nil, (try? message.uint64(.reservationToken)) ?? nil
    )
    texts = (
      message.first(.nonce)?.copied(), message.first(.realm)?.copied(),
      message.first(.data)?.copied()
    )
    var types: [AttributeType] = []
    var attributes = message.attributes
    while let attribute = attributes.next() { types.append(attribute.type) }
    self.types = types
    seals = (message.hasFingerprint, message.hasIntegrity, message.hasIntegritySHA256)
  }
}
