import SansIO

/// Reads the addresses of this machine that relay sockets are bound to.
enum MachineAddress {
  /// Reads all addresses: at most one of each family.
  @Sendable static func parseAll(_ texts: [String]) throws(BadValue) -> [IPAddress] {
    var addresses: [IPAddress] = []
    for text in texts {
      let address = try parse(text)
      guard !addresses.contains(where: { $0.family == address.family }) else {
        throw BadValue(
          text, "is the second address of its family", "give one IPv4 and one IPv6 address")
      }
      addresses.append(address)
    }
    return addresses
  }

  /// Reads one address that peers can be sent to: not a wildcard, not multicast.
  static func parse(_ text: some StringProtocol) throws(BadValue) -> IPAddress {
    guard let address = IPAddress(text) else {
      throw BadValue(
        String(text), "is not an IP address", "write one such as 192.0.2.1 or 2001:db8::1")
    }
    guard !address.isUnspecified, !address.isMulticast else {
      throw BadValue(
        String(text), "is not the address of a machine", "write one that peers can reach")
    }
    return address
  }
}
