import SansIO
import SignaldCrypto
import StunTurn

/// Writes a client's requests and reads the few values of answers that are needed.
struct TestClient: ~Copyable {
  static let user = "bench"
  static let password = "benchpass"
  static let realm = "bench.example"

  private var entropy = Entropy(seed: 1)
  private var authenticator = Authenticator()
  private let key = LongTermKey.derive(user: user, realm: realm, password: password)
  private var nonce: [UInt8] = []

  /// A request without credentials as long as there is no nonce, and signed from then on.
  mutating func request(
    _ method: StunTurn.Method,
    _ body: (inout OutputRawSpan, TransactionID) -> Void
  ) -> [UInt8] {
    var outbox = Outbox()
    let nowhere = Path(
      socket: SocketID(
        index: 0, generation: 0, loop: LoopID(rawValue: 0), owner: Owner(rawValue: 0)),
      local: .anyV4, remote: Endpoint(address: .anyV4, port: 0))
    let id = TransactionID(from: &entropy)
    let nonce = nonce
    outbox.send(along: nowhere, capacity: 1024) { output in
      output.beginMessage(MessageType(method, .request), id: id)
      body(&output, id)
      guard !nonce.isEmpty else { return output.endMessage() }
      output.append(.username, text: TestClient.user)
      output.append(.realm, text: TestClient.realm)
      output.append(.nonce, text: String(decoding: nonce, as: UTF8.self))
      key.withBytes { output.append(.sha1, key: $0, using: &authenticator) }
    }
    return outbox.copy(of: outbox[0])
  }

  /// Remembers the nonce of a challenge.
  mutating func learn(from challenge: [UInt8]) {
    nonce = challenge.withUnsafeBytes { buffer in
      let message = try? Message(parsing: buffer.bytes)
      return message?.first(.nonce)?.copied() ?? []
    }
  }
}

/// An address in a success response; stops the program if it is anything else.
func address(_ type: AttributeType, in response: [UInt8]) -> Endpoint {
  response.withUnsafeBytes { buffer in
    guard let message = try? Message(parsing: buffer.bytes), message.kind == .success,
      let endpoint = try? message.xorAddress(type)
    else { preconditionFailure("not the success expected: \(response)") }
    return endpoint
  }
}
