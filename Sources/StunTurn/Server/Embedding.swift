import SansIO

/// A way in which an IPv6 address can hold an IPv4 one that its packets may end up at.
///
/// The IPv4-mapped form is missing: `IPAddress` takes it for IPv4 from the start.
enum Embedding: UInt8, CaseIterable, Sendable {
  /// `::a.b.c.d` (RFC 4291 section 2.5.5.1).
  case compatible
  /// `::ffff:0:a.b.c.d` (RFC 2765 section 2.1).
  case translated
  /// `2002:a.b:c.d::` (RFC 3056).
  case sixToFour
  /// `64:ff9b::a.b.c.d` (RFC 6052 section 2.1).
  case nat64
  // Addresses under 64:ff9b:1::/48 (RFC 8215) do not tell how long the translator's prefix is, so
  // every length of RFC 6052 section 2.2 counts. A translator ignores what follows the IPv4
  // address.
  /// Behind 48 bits of a local NAT64's prefix.
  case localNAT64Behind48
  /// Behind 56 bits.
  case localNAT64Behind56
  /// Behind 64 bits.
  case localNAT64Behind64
  /// Behind 96 bits.
  case localNAT64Behind96
  /// The server of a Teredo address (RFC 4380 section 4).
  case teredoServer
  /// The client of a Teredo address, whose bits are inverted.
  case teredoClient
  /// An interface identifier `0:5efe:a.b.c.d` under any prefix (RFC 5214 section 6.1).
  case isatap

  /// What this form is called, and the document behind it.
  var name: StaticString {
    switch self {
    case .compatible: "IPv4-compatible, RFC 4291 section 2.5.5.1"
    case .translated: "IPv4-translated, RFC 2765 section 2.1"
    case .sixToFour: "6to4, RFC 3056"
    case .nat64: "NAT64, RFC 6052 section 2.1"
    case .localNAT64Behind48, .localNAT64Behind56, .localNAT64Behind64, .localNAT64Behind96:
      "local NAT64, RFC 8215"
    case .teredoServer: "the server of Teredo, RFC 4380 section 4"
    case .teredoClient: "the client of Teredo, RFC 4380 section 4"
    case .isatap: "ISATAP, RFC 5214 section 6.1"
    }
  }

  /// The IPv4 address held in this way; `nil` if none is. Only for IPv6 addresses.
  func v4(in address: IPAddress) -> UInt32? {
    let (high, low) = (address.high, address.low)
    let last = UInt32(truncatingIfNeeded: low)
    switch self {
    case .compatible: return high == 0 && low >> 32 == 0 && low > 1 ? last : nil
    case .translated: return high == 0 && low >> 32 == 0xFFFF_0000 ? last : nil
    case .sixToFour: return high >> 48 == 0x2002 ? UInt32(truncatingIfNeeded: high >> 16) : nil
    case .nat64: return high == 0x0064_FF9B << 32 && low >> 32 == 0 ? last : nil
    case .localNAT64Behind48:
      return local(address, UInt32(high & 0xFFFF) << 16 | UInt32(low >> 40 & 0xFFFF))
    case .localNAT64Behind56:
      return local(address, UInt32(high & 0xFF) << 24 | UInt32(low >> 32 & 0xFF_FFFF))
    case .localNAT64Behind64:
      return local(address, UInt32(truncatingIfNeeded: low >> 24))
    case .localNAT64Behind96: return local(address, last)
    case .teredoServer:
      return high >> 32 == 0x2001_0000 ? UInt32(truncatingIfNeeded: high) : nil
    case .teredoClient: return high >> 32 == 0x2001_0000 ? ~last : nil
    case .isatap:
      // The two bits left out say whether the identifier is unique and whether it is a group's.
      return low >> 32 & ~0x0300_0000 == 0x5EFE ? last : nil
    }
  }

  /// The IPv4 address behind a local NAT64. One in 0.0.0.0/8 leads nowhere, and is what a shorter
  /// prefix than the real one makes of the zeros in between.
  private func local(_ address: IPAddress, _ bits: UInt32) -> UInt32? {
    address.high >> 16 == 0x0064_FF9B_0001 && bits >> 24 != 0 ? bits : nil
  }
}
