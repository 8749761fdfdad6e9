import SansIO

/// A public address by which this machine is reached through a 1:1 address translation.
struct ExternalAddress: Hashable, Sendable {
  /// The address that clients are told.
  let publicAddress: IPAddress
  /// The address of this machine behind it; `nil` for every address of the family.
  let localAddress: IPAddress?

  /// Pairs two addresses.
  init(publicAddress: IPAddress, localAddress: IPAddress? = nil) {
    self.publicAddress = publicAddress
    self.localAddress = localAddress
  }

  /// Reads `PUBLIC` or `PUBLIC/LOCAL`.
  init(parsing text: String) throws(BadValue) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    publicAddress = try ExternalAddress.part(parts[0], of: text)
    localAddress = parts.count == 2 ? try ExternalAddress.part(parts[1], of: text) : nil
    guard localAddress.map({ $0.family == publicAddress.family }) ?? true else {
      throw BadValue(
        text, "pairs IPv4 with IPv6", "write two addresses of one family")
    }
  }

  private static func part(_ part: Substring, of text: String) throws(BadValue) -> IPAddress {
    do throws(BadValue) {
      return try MachineAddress.parse(part)
    } catch {
      throw BadValue(
        text, "holds '\(part)', which \(error.problem)", "write PUBLIC or PUBLIC/LOCAL")
    }
  }

  /// Reads all pairs: each local address has one public address.
  @Sendable static func parseAll(_ texts: [String]) throws(BadValue) -> [ExternalAddress] {
    var all: [ExternalAddress] = []
    for text in texts {
      let new = try ExternalAddress(parsing: text)
      let clashes = all.contains {
        $0.localAddress == new.localAddress && $0.publicAddress.family == new.publicAddress.family
      }
      guard !clashes else {
        throw BadValue(
          text, "gives the same local address a second public one",
          "write PUBLIC/LOCAL with another LOCAL")
      }
      all.append(new)
    }
    return all
  }
}
