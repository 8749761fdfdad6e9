import SansIO

/// What a client asks for in an Allocate request (RFC 8656 section 7.1).
public struct TURNOptions: Hashable, Sendable {
  /// The families of the relayed addresses.
  public var families: RelayFamilies
  /// Seconds asked for; `nil` leaves it to the server (600).
  public var lifetime: UInt32?
  /// Whether the port must be even; the next one is not reserved.
  public var evenPort: Bool
  /// Whether the user's name is hidden from who is on the way, where the server offers it: USERHASH
  /// (RFC 8489 section 14.4). A server finds only names it knows beforehand: a time-limited one it
  /// offers this for by mistake needs `false`.
  public var hidesUser = true
  /// Whether the don't-fragment bit must be supported (DONT-FRAGMENT).
  public var dontFragment: Bool

  /// Asks for an IPv4 address and nothing more unless told otherwise.
  public init(
    families: RelayFamilies = .v4, lifetime: UInt32? = nil, evenPort: Bool = false,
    dontFragment: Bool = false
  ) {
    self.families = families
    self.lifetime = lifetime
    self.evenPort = evenPort
    self.dontFragment = dontFragment
  }

  /// UDP in the upper octet of REQUESTED-TRANSPORT (RFC 8656 section 18.8).
  private static let udp: UInt32 = 17 << 24
  /// IPv6 in the upper octet of a family attribute (RFC 8656 section 18.6).
  private static let v6 = UInt32(IPAddress.Family.v6.rawValue) << 24

  /// Appends the attributes to an Allocate request.
  func write(to output: inout OutputRawSpan) {
    output.append(.requestedTransport, uint32: TURNOptions.udp)
    // An absent family means IPv4 (RFC 8656 section 7.1), and some servers refuse the attribute.
    switch families {
    case .v4: break
    case .v6: output.append(.requestedAddressFamily, uint32: TURNOptions.v6)
    case .both: output.append(.additionalAddressFamily, uint32: TURNOptions.v6)
    }
    if let lifetime { output.append(.lifetime, uint32: lifetime) }
    if evenPort { output.append(evenPortReservingNext: false) }
    if dontFragment { output.append(.dontFragment) }
  }
}
