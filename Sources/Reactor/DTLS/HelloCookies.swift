import SansIO
import SignaldCrypto

/// Makes clients prove that they receive at the address they send from, before anything is kept of
/// them (RFC 6347 §4.2.1). A cookie is a code over address and time, so that none is stored.
struct HelloCookies: ~Copyable {
  /// How many bytes a cookie has.
  static let count = 16
  /// How many bytes a HelloVerifyRequest has: fewer than any ClientHello.
  static let answerCount = 13 + 12 + 3 + count
  /// For how many nanoseconds cookies are made alike; one is good for at least as long.
  static let period: UInt64 = 60_000_000_000

  private let key: [UInt8]
  private var authenticator = Authenticator()

  /// Draws a key.
  init() {
    var entropy = Entropy.system()
    key = entropy.bytes(32)
  }

  /// Whether a cookie was made for this path, in this period or the one before.
  mutating func accepts(_ cookie: RawSpan, from path: Path, at now: Instant) -> Bool {
    guard cookie.byteCount == Self.count else { return false }
    let period = now.nanoseconds / Self.period
    return make(for: path, period).matches(cookie)
      || period > 0 && make(for: path, period - 1).matches(cookie)
  }

  /// Writes the HelloVerifyRequest for a ClientHello.
  mutating func answer(
    _ hello: ClientHello, from path: Path, at now: Instant, into output: inout OutputRawSpan
  ) {
    // A handshake record of DTLS 1.0, the version to be used whatever is agreed on later.
    output.append(22)
    output.append(uint16: 0xFEFF)
    output.append(uint64: hello.sequence)
    let body = 3 + Self.count
    output.overwrite(uint16: 0, at: 3)
    output.append(uint16: UInt16(12 + body))
    // A whole message of type 3, the first of ours.
    output.append(uint32: 3 << 24 | UInt32(body))
    output.append(uint16: 0)
    output.append(uint32: 0)
    output.append(uint16: UInt16(body))
    output.append(uint16: 0xFEFF)
    output.append(UInt8(Self.count))
    make(for: path, now.nanoseconds / Self.period).withBytes { output.append(bytes: $0) }
  }

  private mutating func make(for path: Path, _ period: UInt64) -> Digest {
    var message: [UInt8] = []
    message.reserveCapacity(48)
    for word in [
      period, path.local.high, path.local.low, path.remote.address.high, path.remote.address.low,
      UInt64(path.remote.port),
    ] {
      for shift: UInt64 in stride(from: 56, through: 0, by: -8) {
        message.append(UInt8(truncatingIfNeeded: word >> shift))
      }
    }
    return authenticator.code(.sha256, key: key, over: message).prefix(Self.count)
  }
}
