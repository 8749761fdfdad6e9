/// An IPv4 or IPv6 address.
///
/// IPv4 addresses are held in their IPv4-mapped form (RFC 4291 section 2.5.5.2), so
/// `::ffff:a.b.c.d` and `a.b.c.d` are the same value by construction: no rule about one can be
/// bypassed by the other.
public struct IPAddress: Hashable, Sendable, BitwiseCopyable {
  /// The first 64 bits of the IPv6 form.
  public let high: UInt64
  /// The last 64 bits of the IPv6 form.
  public let low: UInt64

  @usableFromInline
  static var mappedPrefix: UInt64 { 0x0000_FFFF_0000_0000 }

  /// Makes an address from the 128 bits of its IPv6 form; a mapped one becomes IPv4.
  @inlinable
  public static func v6(high: UInt64, low: UInt64) -> IPAddress {
    IPAddress(high: high, low: low)
  }

  /// Makes an IPv4 address from its 32 bits: 127.0.0.1 is `0x7F00_0001`.
  @inlinable
  public static func v4(_ bits: UInt32) -> IPAddress {
    IPAddress(high: 0, low: mappedPrefix | UInt64(bits))
  }

  @inlinable
  init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// IPv4 or IPv6.
  public enum Family: UInt8, Hashable, Sendable {
    /// RFC 791.
    case v4 = 1
    /// RFC 8200.
    case v6 = 2
  }

  /// The family; a mapped address is IPv4.
  @inlinable
  public var family: Family { high == 0 && low >> 32 == 0xFFFF ? .v4 : .v6 }

  /// The 32 bits of an IPv4 address, `nil` for IPv6.
  @inlinable
  public var v4: UInt32? {
    family == .v4 ? UInt32(truncatingIfNeeded: low) : nil
  }

  /// 0.0.0.0.
  @inlinable
  public static var anyV4: IPAddress { .v4(0) }
  /// `::`.
  @inlinable
  public static var anyV6: IPAddress { .v6(high: 0, low: 0) }
  /// 127.0.0.1.
  @inlinable
  public static var loopbackV4: IPAddress { .v4(0x7F00_0001) }
  /// `::1`.
  @inlinable
  public static var loopbackV6: IPAddress { .v6(high: 0, low: 1) }

  /// Whether this is 0.0.0.0 or `::`.
  @inlinable
  public var isUnspecified: Bool { self == .anyV4 || self == .anyV6 }

  /// Whether this is in 127.0.0.0/8 or is `::1`.
  @inlinable
  public var isLoopback: Bool { v4.map { $0 >> 24 == 127 } ?? (self == .loopbackV6) }

  /// Whether this is in 169.254.0.0/16 or fe80::/10.
  @inlinable
  public var isLinkLocal: Bool { v4.map { $0 >> 16 == 0xA9FE } ?? (high >> 54 == 0x3FA) }

  /// Whether this is in 224.0.0.0/4 or ff00::/8.
  @inlinable
  public var isMulticast: Bool { v4.map { $0 >> 28 == 0xE } ?? (high >> 56 == 0xFF) }
}
