public import SansIO

extension TURNServer {
  /// What a server is told at the start; equal on all loops but for `loop`.
  public struct Configuration: Sendable {
    /// The realm and who may allocate.
    public var accounts: Accounts
    /// Keys the nonces; shared by all loops, so that any of them accepts what another issued.
    public var nonceKey: NonceKey
    /// The addresses relayed from, at most one of a family.
    public var relays: [RelayAddress]
    /// The ports relayed from (RFC 8656 section 7.2 suggests 49152 to 65535).
    public var relayPorts: ClosedRange<UInt16> = 49_152...65_535
    /// Where clients are served, as seen by anyone: never accepted as peers.
    public var listeners: [Endpoint] = []
    /// Peers accepted although a default rule denies them.
    public var allowedPeers: [IPPrefix] = []
    /// Peers denied before all else.
    public var deniedPeers: [IPPrefix] = []
    /// The same for single users, named as quotas are counted (`Admission.quotaUser`).
    public var userPeers: [String: PeerLists] = [:]
    /// The loop this server runs on.
    public var loop = LoopID(rawValue: 0)
    /// How many loops there are, 1 to 255.
    public var loopCount: UInt8 = 1
    /// Whether channels 0x5000 to 0x7FFF may be bound too, as RFC 5766 allowed.
    public var allowsRFC5766Channels = false
    /// Whether a request without REQUESTED-ADDRESS-FAMILY gets IPv4 (RFC 8656 section 7.2), and not
    /// the family its client speaks.
    public var defaultFamilyFollowsRFC = true
    /// The text of SOFTWARE in answers to authenticated requests; `nil` leaves it out.
    public var software: String?
    /// Every limit.
    public var limits = Limits()

    /// Describes a server.
    public init(accounts: Accounts, nonceKey: NonceKey, relays: [RelayAddress]) {
      self.accounts = accounts
      self.nonceKey = nonceKey
      self.relays = relays
    }
  }
}
