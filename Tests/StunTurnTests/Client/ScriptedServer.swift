import SansIO
import SignaldCrypto
import StunTurn
import TestSupport

/// Makes the answers of a server, right or wrong, for requests of a client.
struct ScriptedServer {
  var user = "user"
  var password = "secret"
  var realm = "example.org"
  var nonce = "nonce-1"
  /// What keys are derived by; a server of RFC 5389 leaves it out.
  var algorithm: PasswordAlgorithm?
  /// The numbers of PASSWORD-ALGORITHMS in challenges.
  var offer: [UInt8]?
  var relayed = endpoint("203.0.113.9:50000")
  /// The address of the other family, for whom asks for both.
  var second: Endpoint?
  /// How to refuse whom asks for both.
  var refusesBoth: ErrorCode?
  var mapped = endpoint("192.0.2.7:4000")

  /// What protects an answer.
  enum Protection { case none, right, wrong }

  func answer(
    _ request: SentMessage, _ kind: MessageClass, _ protection: Protection = .right,
    _ body: (inout OutputRawSpan) -> Void
  ) -> [UInt8] {
    let type = MessageType(request.type.method, kind)
    return write { output in
      output.beginMessage(type, id: request.id)
      body(&output)
      guard protection != .none else { return output.endMessage() }
      let word = protection == .right ? password : password + "x"
      let key = LongTermKey.derive(
        user: user, realm: realm, password: word, by: algorithm?.function ?? .md5)
      var authenticator = Authenticator()
      let integrity: Integrity = algorithm == nil ? .sha1 : .sha256
      key.withBytes { output.append(integrity, key: $0, using: &authenticator) }
    }
  }

  /// A 401 or 438.
  func challenge(_ request: SentMessage, _ code: ErrorCode = .unauthenticated) -> [UInt8] {
    answer(request, .failure, .none) { output in
      output.append(code)
      output.append(.realm, text: realm)
      output.append(.nonce, text: nonce)
      if let offer {
        let list: [UInt8] = offer.flatMap { [0, $0, 0, 0] }
        list.withRawSpan { output.append(.passwordAlgorithms, bytes: $0) }
      }
    }
  }

  func refusal(
    _ request: SentMessage, _ code: ErrorCode, _ protection: Protection = .right
  ) -> [UInt8] {
    answer(request, .failure, protection) { $0.append(code) }
  }

  func allocation(
    _ request: SentMessage, lifetime: UInt32 = 600, _ protection: Protection = .right
  ) -> [UInt8] {
    answer(request, .success, protection) { output in
      output.append(.xorRelayedAddress, xor: relayed, id: request.id)
      if let second, request.attributes[.additionalAddressFamily] != nil {
        output.append(.xorRelayedAddress, xor: second, id: request.id)
      }
      output.append(.lifetime, uint32: lifetime)
      output.append(.xorMappedAddress, xor: mapped, id: request.id)
    }
  }

  /// A success that carries nothing, or a LIFETIME.
  func success(
    _ request: SentMessage, lifetime: UInt32? = nil, _ protection: Protection = .right
  ) -> [UInt8] {
    answer(request, .success, protection) { output in
      if let lifetime { output.append(.lifetime, uint32: lifetime) }
    }
  }

  /// A Data indication.
  func data(_ payload: [UInt8], from peer: Endpoint) -> [UInt8] {
    let id = TransactionID(high: 7, low: 7)
    return write { output in
      output.beginMessage(MessageType(.data, .indication), id: id)
      output.append(.xorPeerAddress, xor: peer, id: id)
      payload.withRawSpan { output.append(.data, bytes: $0) }
      output.endMessage()
    }
  }

  /// A success that a Binding request wants.
  func binding(_ request: SentMessage, mapped: Endpoint) -> [UInt8] {
    answer(request, .success, .none) {
      $0.append(.xorMappedAddress, xor: mapped, id: request.id)
    }
  }
}

/// What `body` writes.
func write(_ body: (inout OutputRawSpan) -> Void) -> [UInt8] {
  var outbox = Outbox()
  outbox.send(along: .test(client: "192.0.2.1:1"), capacity: 4_096, body)
  return outbox.takeOutputs()[0].bytes ?? []
}
