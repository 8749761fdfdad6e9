import SansIO
import SignaldCrypto
import StunTurn
import TestSupport

/// A gate with what a client needs to pass it.
struct GateRig: ~Copyable {
  static let key = [UInt8](repeating: 7, count: NonceKey.count)
  static let secrets = ["north", "south"]
  static let start = GateRig.moment(0)

  var gate: Gate
  let path = Path.test(client: "192.0.2.1:1000")

  init(
    users: [(name: String, password: String)] = [("alice", "wonder"), ("bob", "builder")],
    secrets: [String] = GateRig.secrets
  ) throws {
    gate = Gate(
      accounts: try Accounts(realm: "example.org", users: users, secrets: secrets),
      nonceKey: NonceKey(current: GateRig.key))
  }

  /// So many seconds after the start, on both clocks.
  static func moment(_ seconds: Int64) -> Moment {
    Moment(
      monotonic: Instant(nanoseconds: 1_000_000_000_000).adding(seconds: UInt64(seconds)),
      unixSeconds: 1_700_000_000 + seconds)
  }

  mutating func nonce(at now: Moment = GateRig.start) -> [UInt8] {
    Array(gate.nonce(for: path, at: now).text.utf8)
  }

  /// The verdict on some bytes; those a test makes always parse.
  mutating func admit(
    _ bytes: [UInt8], along other: Path? = nil, at now: Moment = GateRig.start
  ) throws -> Verdict {
    gate.admit(try Message(parsing: bytes.raw), along: other ?? path, at: now)
  }

  /// The verdict on a request with a fresh nonce, unless it has another.
  mutating func admit(
    _ request: GateRequest, along other: Path? = nil, at now: Moment = GateRig.start
  ) throws -> Verdict {
    var request = request
    if request.nonce == nil { request.nonce = nonce(at: now) }
    return try admit(request.bytes, along: other, at: now)
  }

  /// The password that a holder of the secret hands out for a name.
  static func password(_ user: String, _ secret: String) -> String {
    var authenticator = Authenticator()
    let code = authenticator.code(.sha1, key: Array(secret.utf8), over: Array(user.utf8))
    return Base64.encode(code.array)
  }
}

extension Verdict {
  /// The admission, if it is one.
  var admission: Admission? {
    if case .admitted(let admission) = self { admission } else { nil }
  }

  static let unauthenticated = Verdict.refused(.challenge(.unauthenticated))
  static let stale = Verdict.refused(.challenge(.staleNonce))
  static let malformed = Verdict.refused(.malformed)
}
