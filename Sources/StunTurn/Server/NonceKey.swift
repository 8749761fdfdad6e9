import SansIO
import SignaldCrypto

/// What nonces are made with and known by, so that nothing is stored per client.
///
/// All loops share one. To rotate, the current key becomes the previous one: nonces made with it
/// stay good until they expire, if rotations are further apart than a nonce lives.
public struct NonceKey: Hashable, Sendable {
  /// How many bytes a key has.
  public static let count = 32
  /// How many seconds another loop's clock reading may be ahead of ours.
  static let tolerance: Int64 = 2

  /// One key and what follows from it.
  private struct Half: Hashable {
    /// Keys the tags; not the secret itself, so that one used elsewhere too does no harm here.
    let key: [UInt8]
    /// Added to the seconds in a stamp: nobody is to learn how long the machine has been up.
    let epoch: UInt32

    init(_ secret: [UInt8]) {
      precondition(secret.count == NonceKey.count)
      key = Digest.of(.sha256, Array("nonce key".utf8) + secret).array
      let mask = Digest.of(.sha256, Array("nonce epoch".utf8) + secret)
      epoch = (0..<4).reduce(0) { $0 << 8 | UInt32(mask[$1]) }
    }

    func stamp(at now: Instant) -> UInt32 {
      UInt32(truncatingIfNeeded: now.nanoseconds / 1_000_000_000) &+ epoch
    }

    func nonce(
      featureBits: UInt32, stamp: UInt32, along path: Path,
      using authenticator: inout Authenticator
    ) -> Nonce {
      var owner: [UInt8] = []
      owner.reserveCapacity(48)
      // The socket and the DTLS association are left out: a nonce is good on every loop, and after
      // a new handshake from the same address.
      for word in [
        path.local.high, path.local.low, path.remote.address.high, path.remote.address.low,
        UInt64(path.remote.port) << 32 | UInt64(stamp), UInt64(featureBits),
      ] {
        for shift in stride(from: 56, through: 0, by: -8) {
          owner.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
        }
      }
      return Nonce(
        featureBits: featureBits, stamp: stamp,
        tag: authenticator.code(.sha256, key: key, over: owner))
    }
  }

  private let current: Half
  private let previous: Half?

  /// Makes a key from 32 secret bytes, and the 32 before them. Traps on any other length.
  public init(current: [UInt8], previous: [UInt8]? = nil) {
    self.current = Half(current)
    self.previous = previous.map { Half($0) }
  }

  /// A key of 32 new secret bytes under which nonces made with this one still hold. Traps on any
  /// other length.
  public func rotated(to secret: [UInt8]) -> NonceKey {
    NonceKey(current: Half(secret), previous: current)
  }

  private init(current: Half, previous: Half) {
    self.current = current
    self.previous = previous
  }

  /// A nonce for who is at the other end of a path.
  func nonce(
    _ features: SecurityFeatures, along path: Path, at now: Instant,
    using authenticator: inout Authenticator
  ) -> Nonce {
    current.nonce(
      featureBits: features.bits, stamp: current.stamp(at: now), along: path,
      using: &authenticator)
  }

  /// Finds out about a received nonce. Durations are measured on the monotonic clock, so a step of
  /// the wall clock neither expires nor revives one.
  func standing(
    of text: RawSpan, along path: Path, at now: Instant, lifetime: Int64,
    using authenticator: inout Authenticator
  ) -> NonceStanding {
    guard let nonce = Nonce(received: text), let stamp = nonce.stamp else { return .foreign }
    for half in [current, previous] {
      guard let half else { continue }
      let genuine = half.nonce(
        featureBits: nonce.featureBits, stamp: stamp, along: path, using: &authenticator)
      guard nonce.matches(genuine) else { continue }
      let age = Int64(Int32(bitPattern: half.stamp(at: now) &- stamp))
      return age >= -NonceKey.tolerance && age < lifetime ? .fresh : .expired
    }
    return .foreign
  }
}
