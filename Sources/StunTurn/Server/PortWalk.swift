import SansIO
import SignaldCrypto

/// Visits relay ports in an order nobody can guess, each at most once (RFC 8656 section 7.2).
struct PortWalk {
  /// Which ports will do.
  enum Parity: Hashable {
    /// Any port.
    case any
    /// An even port.
    case even
    /// An even port whose successor is in the range too.
    case pair

    /// What to ask the driver for.
    func opening(_ address: IPAddress, _ port: UInt16) -> Opening {
      self == .pair ? .udpPair(address, evenPort: port) : .udp(address, port: port)
    }
  }

  private let first: Int
  private let step: Int
  private let count: Int
  private let stride: Int
  private var position: Int
  private var left: Int

  /// Starts a walk of at most `attempts` ports; it is empty if the range holds none that will do.
  init(
    _ ports: ClosedRange<UInt16>, _ parity: Parity, attempts: Int, from entropy: inout Entropy
  ) {
    step = parity == .any ? 1 : 2
    first = (Int(ports.lowerBound) + step - 1) / step * step
    let last = Int(ports.upperBound) - (parity == .pair ? 1 : 0)
    count = last < first ? 0 : (last - first) / step + 1
    left = min(attempts, count)
    position = count == 0 ? 0 : Int(entropy.number(below: UInt64(count)))
    stride = PortWalk.stride(for: count, from: &entropy)
  }

  /// The next port to try.
  mutating func next() -> UInt16? {
    guard left > 0 else { return nil }
    left -= 1
    defer { position = (position + stride) % count }
    return UInt16(first + position * step)
  }

  /// A random step that shares no divisor with `count`, so that the walk meets every port.
  private static func stride(for count: Int, from entropy: inout Entropy) -> Int {
    guard count > 2 else { return 1 }
    while true {
      let candidate = 1 + Int(entropy.number(below: UInt64(count - 1)))
      var (larger, smaller) = (count, candidate)
      while smaller > 0 { (larger, smaller) = (smaller, larger % smaller) }
      if larger == 1 { return candidate }
    }
  }
}
