/// A transport address: an IP address and a port.
public struct Endpoint: Hashable, Sendable, BitwiseCopyable {
  /// The IP address.
  public var address: IPAddress
  /// The UDP or TCP port; 0 asks for any when listening.
  public var port: UInt16

  /// Makes an endpoint.
  @inlinable
  public init(address: IPAddress, port: UInt16) {
    self.address = address
    self.port = port
  }
}

extension Endpoint: CustomStringConvertible, LosslessStringConvertible {
  /// Parses `192.0.2.1:3478` or `[2001:db8::1]:3478`.
  public init?(_ text: some StringProtocol) {
    guard let colon = text.lastIndex(of: ":") else { return nil }
    let digits = text[text.index(after: colon)...]
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let port = UInt16(digits)
    else { return nil }
    var host = text[..<colon]
    if host.hasPrefix("[") && host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
      guard host.contains(":") else { return nil }
    } else if host.contains(":") {
      return nil
    }
    guard let address = IPAddress(host) else { return nil }
    self.init(address: address, port: port)
  }

  /// `192.0.2.1:3478` or `[2001:db8::1]:3478`.
  public var description: String {
    address.family == .v4 ? "\(address):\(port)" : "[\(address)]:\(port)"
  }
}
