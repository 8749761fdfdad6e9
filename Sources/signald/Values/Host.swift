import SansIO

/// A host as named by a person: an address or a name to be resolved.
enum Host: Hashable, Sendable, CustomStringConvertible {
  /// An IP address.
  case address(IPAddress)
  /// A name for the resolver.
  case name(String)

  /// The longest name in bytes (RFC 1035 section 2.3.4).
  static let nameLimit = 253

  /// Reads an address without brackets, or a name of letters, digits, `-`, `_` and `.`.
  ///
  /// A name of digits and dots only is a mistyped IPv4 address (RFC 3696 section 2).
  init?(_ text: some StringProtocol) {
    if let address = IPAddress(text) {
      self = .address(address)
      return
    }
    let name = text.hasSuffix(".") ? String(text.dropLast()) : String(text)
    let labels = name.split(separator: ".", omittingEmptySubsequences: false)
    guard name.utf8.count <= Host.nameLimit, labels.allSatisfy({ Host.isLabel($0) }),
      !(labels.last ?? "").utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    self = .name(name)
  }

  private static func isLabel(_ label: Substring) -> Bool {
    (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
      && label.unicodeScalars.allSatisfy {
        $0.isASCII
          && ($0.properties.isAlphabetic || ("0"..."9").contains($0)
            || $0 == "-" || $0 == "_")
      }
  }

  /// Reads `HOST`, `HOST:PORT`, `[IPV6]`, `[IPV6]:PORT`, or an IPv6 address without port.
  static func withPort(_ text: some StringProtocol) -> (host: Host, port: UInt16?)? {
    if let address = IPAddress(text) { return (.address(address), nil) }
    if text.hasPrefix("["), text.hasSuffix("]") {
      guard let address = IPAddress(text.dropFirst().dropLast()), text.contains(":") else {
        return nil
      }
      return (.address(address), nil)
    }
    if text.hasPrefix("[") {
      guard let endpoint = Endpoint(text), endpoint.port != 0 else { return nil }
      return (.address(endpoint.address), endpoint.port)
    }
    guard let colon = text.lastIndex(of: ":") else { return Host(text).map { ($0, nil) } }
    guard let host = Host(text[..<colon]), !text[..<colon].contains(":"),
      let port = Number.parse(text[text.index(after: colon)...], in: 1...65_535)
    else { return nil }
    return (host, UInt16(port))
  }

  /// The address or name; an IPv6 address in brackets.
  var description: String {
    switch self {
    case .address(let address): address.family == .v4 ? "\(address)" : "[\(address)]"
    case .name(let name): name
    }
  }
}
