import SansIO

/// Reads where a server shall listen.
enum ListenAddress {
  /// The word for not listening at all.
  static let off = "off"
  /// What is accepted, for messages.
  static let remedy = "write ADDRESS:PORT, [IPV6]:PORT, :PORT for all addresses, or off"

  /// Reads all values of an option: `off` alone, or addresses; each is listened on once.
  ///
  /// `port` is the usual one, for messages.
  static func parseAll(_ texts: [String], port: UInt16) throws(BadValue) -> [Endpoint] {
    if texts == [off] { return [] }
    var endpoints: [Endpoint] = []
    for text in texts {
      guard text != off else {
        throw BadValue(text, "stands beside an address", "give off alone, or addresses only")
      }
      for endpoint in try parse(text, port: port) where !endpoints.contains(endpoint) {
        endpoints.append(endpoint)
      }
    }
    return endpoints
  }

  /// Reads one value; a bare port, with or without its colon, means all addresses of both families.
  private static func parse(_ text: String, port: UInt16) throws(BadValue) -> [Endpoint] {
    if let endpoint = Endpoint(text) {
      guard !endpoint.address.isMulticast else {
        throw BadValue(text, "is a multicast address", "write an address of this machine")
      }
      return [endpoint]
    }
    let digits = text.hasPrefix(":") ? text.dropFirst() : text[...]
    if let number = Number.parse(digits, in: 0...65_535) {
      return wildcards(port: UInt16(number))
    }
    if IPAddress(text) != nil {
      let host = text.contains(":") ? "[\(text)]" : text
      throw BadValue(text, "has no port", "write \(host):\(port)")
    }
    throw BadValue(text, "is not an address to listen on", remedy)
  }

  /// All addresses of both families.
  static func wildcards(port: UInt16) -> [Endpoint] {
    [Endpoint(address: .anyV4, port: port), Endpoint(address: .anyV6, port: port)]
  }
}
