/// The blocks that peers are not taken from unless the operator allows them: the IANA registries of
/// special-purpose addresses as far as these are not globally reachable, and what is deprecated,
/// multicast, or a tunnel to somewhere else.
///
/// Blocks inside a denied one are written down where their purpose is worth telling. The few
/// globally reachable ones inside 192.0.0.0/24 and 2001::/23 (anycast to a network's own services,
/// overlay identifiers) are no peers and stay denied with the rest.
enum SpecialPrefixes {
  /// All lines, in the order of addresses, IPv4 first.
  static let all = v4 + v6

  private static let v4 = [
    SpecialPrefix("0.0.0.0/8", "this network", "RFC 791 section 3.2", isForbidden: true),
    SpecialPrefix("10.0.0.0/8", "private use", "RFC 1918"),
    SpecialPrefix("100.64.0.0/10", "shared by carrier-grade NAT", "RFC 6598"),
    SpecialPrefix("127.0.0.0/8", "loopback", "RFC 1122 section 3.2.1.3"),
    SpecialPrefix("169.254.0.0/16", "link-local", "RFC 3927"),
    SpecialPrefix("172.16.0.0/12", "private use", "RFC 1918"),
    SpecialPrefix("192.0.0.0/24", "IETF protocol assignments", "RFC 6890 section 2.1"),
    SpecialPrefix("192.0.0.0/29", "IPv4 service continuity", "RFC 7335"),
    SpecialPrefix("192.0.0.8/32", "dummy address", "RFC 7600"),
    SpecialPrefix("192.0.0.9/32", "Port Control Protocol anycast", "RFC 7723"),
    SpecialPrefix("192.0.0.10/32", "TURN anycast", "RFC 8155"),
    SpecialPrefix("192.0.0.170/31", "NAT64 discovery", "RFC 7050 section 2.2"),
    SpecialPrefix("192.0.2.0/24", "documentation", "RFC 5737"),
    SpecialPrefix("192.88.99.0/24", "deprecated 6to4 relay anycast", "RFC 7526"),
    SpecialPrefix("192.168.0.0/16", "private use", "RFC 1918"),
    SpecialPrefix("198.18.0.0/15", "benchmarking", "RFC 2544"),
    SpecialPrefix("198.51.100.0/24", "documentation", "RFC 5737"),
    SpecialPrefix("203.0.113.0/24", "documentation", "RFC 5737"),
    SpecialPrefix("224.0.0.0/4", "multicast", "RFC 5771", isForbidden: true),
    SpecialPrefix("240.0.0.0/4", "reserved", "RFC 1112 section 4"),
    SpecialPrefix("255.255.255.255/32", "broadcast", "RFC 919 section 7", isForbidden: true),
  ]

  private static let v6 = [
    // What is not 2000::/3 is not global unicast; most of these lines only tell more about it.
    SpecialPrefix("::/3", "not global unicast", "RFC 4291 section 2.4"),
    SpecialPrefix("::/96", "deprecated IPv4-compatible", "RFC 4291 section 2.5.5.1"),
    SpecialPrefix("::/128", "unspecified", "RFC 4291 section 2.5.2", isForbidden: true),
    SpecialPrefix("::1/128", "loopback", "RFC 4291 section 2.5.3"),
    SpecialPrefix("::ffff:0:0:0/96", "IPv4-translated", "RFC 2765 section 2.1"),
    SpecialPrefix("64:ff9b::/96", "IPv4 behind NAT64", "RFC 6052"),
    SpecialPrefix("64:ff9b:1::/48", "IPv4 behind a local NAT64", "RFC 8215"),
    SpecialPrefix("100::/64", "discard-only", "RFC 6666"),
    SpecialPrefix("100:0:0:1::/64", "dummy prefix", "RFC 9780"),
    SpecialPrefix("2001::/23", "IETF protocol assignments", "RFC 2928"),
    SpecialPrefix("2001::/32", "Teredo tunnel", "RFC 6156 section 9.1", isForbidden: true),
    SpecialPrefix("2001:2::/48", "benchmarking", "RFC 5180"),
    SpecialPrefix("2001:10::/28", "deprecated ORCHID", "RFC 4843"),
    SpecialPrefix("2001:20::/28", "ORCHIDv2", "RFC 7343"),
    SpecialPrefix("2001:30::/28", "drone remote identifiers", "RFC 9374"),
    SpecialPrefix("2001:db8::/32", "documentation", "RFC 3849"),
    SpecialPrefix("2002::/16", "6to4 tunnel", "RFC 6156 section 9.1", isForbidden: true),
    SpecialPrefix("3ffe::/16", "returned 6bone", "RFC 3701"),
    SpecialPrefix("3fff::/20", "documentation", "RFC 9637"),
    SpecialPrefix("4000::/2", "not global unicast", "RFC 4291 section 2.4"),
    SpecialPrefix("5f00::/16", "segment routing identifiers", "RFC 9602"),
    SpecialPrefix("8000::/1", "not global unicast", "RFC 4291 section 2.4"),
    SpecialPrefix("fc00::/7", "unique local", "RFC 4193"),
    SpecialPrefix("fe80::/10", "link-local", "RFC 4291 section 2.5.6"),
    SpecialPrefix("fec0::/10", "deprecated site-local", "RFC 3879"),
    SpecialPrefix("ff00::/8", "multicast", "RFC 4291 section 2.7", isForbidden: true),
  ]
}
