import SansIO

extension TURNServer {
  /// Every number the server holds itself and its clients to; durations in seconds.
  public struct Limits: Sendable, Hashable {
    /// Allocations of all loops, those being opened and reserved ports included: each loop has an
    /// equal share, rounded up.
    public var allocations = 100_000
    /// Allocations and reserved ports of one user on all loops together; `nil` for any number.
    public var allocationsPerUser: Int?
    /// Bits in a second one allocation relays each way, UDP and IPv4 headers included; a second's
    /// worth may pass at once. `nil` lifts the cap.
    public var bitsPerSecondPerAllocation: UInt64?
    /// The same for all allocations of one user, divided equally among the loops the user is on.
    public var bitsPerSecondPerUser: UInt64?
    /// The same for all allocations there are, divided equally among all loops.
    public var bitsPerSecond: UInt64?
    /// Allocate requests of one loop that wait for another to lend their user a port.
    public var deferredRequests = 1024
    /// Permissions of one allocation.
    public var permissionsPerAllocation = 1024
    /// Channels of one allocation.
    public var channelsPerAllocation = 1024
    /// The lifetime of an allocation that asks for none or less (RFC 8656 section 3.2).
    public var defaultLifetimeSeconds: UInt32 = 600
    /// The longest lifetime granted.
    public var maximumLifetimeSeconds: UInt32 = 3600
    /// The lifetime of a permission (RFC 8656 section 9).
    public var permissionSeconds: UInt64 = 300
    /// The lifetime of a channel (RFC 8656 section 12).
    public var channelSeconds: UInt64 = 600
    /// How long a retransmission gets the answer of the original (RFC 8489 section 6.3.1), and an
    /// allocation waits for its socket.
    public var retransmissionSeconds: UInt64 = 40
    /// Deletions remembered for their retransmissions.
    public var farewells = 16_384
    /// How long a reserved port is held (RFC 8656 section 7.2).
    public var reservationSeconds: UInt64 = 30
    /// How many relay ports are tried for one allocation.
    public var bindAttempts = 64
    /// How old a nonce may be (RFC 8656 section 5: at most an hour).
    public var nonceSeconds: Int64 = 600
    /// Expirations carried out at one alarm; what is left follows at the next.
    public var expirationsPerAlarm = 512
    /// Answers in a second to a sender that has proved nothing, an IPv4 address or a /56 of IPv6:
    /// Binding, challenges and the like (RFC 8656 section 21). `nil` lifts the cap.
    public var unverifiedAnswersPerSecond: UInt64? = 200
    /// How many of those may leave at once.
    public var unverifiedBurst: UInt64 = 400
    /// How many times as many all senders of a /24 of IPv4 or a /48 of IPv6 get together.
    public var unverifiedNetworkFactor: UInt64 = 5
    /// Bits in a second one allocation of a room's member or of a key for an address relays each
    /// way, if that is less than any may. `nil` lifts the cap.
    public var roomBitsPerSecond: UInt64? = 4_000_000
    /// How many of those bytes may pass at once: a second's worth. A datagram larger than this
    /// never passes.
    public var roomBurstBytes: UInt32 = 500_000
    /// The lowest port of their peers: what lies below belongs to services.
    public var roomLowestPeerPort: UInt16 = 1024
    /// Allocations and reserved ports of one member on all loops together.
    public var roomAllocationsPerMember = 8
    /// Allocations and reserved ports of one key for an address on all loops together.
    public var addressKeyAllocations = 4
    /// How long after the end of such a credential what it allocated may be refreshed and used.
    public var roomOverstaySeconds: UInt32 = 86_400
    /// Whether an allocation ends no later than the credential it was made with; one of a room's
    /// member still has `roomOverstaySeconds`.
    public var endsWithCredential = false
    /// Revoked names remembered by one loop; beyond that, those that would expire first are
    /// accepted again.
    public var revocations = Gate.revocationLimit
    /// ICMP errors in a second one allocation is told of, and at once (RFC 8656 section 11.5).
    public var reportsPerSecond: UInt64 = 10
    /// Streams of one loop whose clients hold no allocation.
    public var strangerLinks = 4096
    /// Those of one network of clients: a /24 of IPv4, a /56 of IPv6.
    public var strangerLinksPerNetwork = 256
    /// How long a stream may be open before its first message is whole.
    public var firstMessageSeconds: UInt64 = 10
    /// How long any later message may take to arrive.
    public var partialMessageSeconds: UInt64 = 30
    /// How long a stream without an allocation may be without a message; longer than a client waits
    /// for an answer (RFC 8489 section 6.2.2).
    public var idleLinkSeconds: UInt64 = 60
    /// How many bytes of an unfinished message are kept for a client without an allocation.
    public var strangerMessageBytes = 4096
    /// Connections to peers of one TCP allocation (RFC 6062).
    public var connectionsPerAllocation = 64
    /// Connections to peers of one loop.
    public var connections = 16_384
    /// How long a connection to a peer waits for its client (RFC 6062 sections 5.2, 5.3).
    public var connectionBindSeconds: UInt64 = 30
    /// Unknown attributes listed in one 420.
    public var unknownAttributes = 16

    /// The defaults.
    public init() {}

    /// How many allocations and reserved ports one user may have on all loops.
    func quota(of scope: RelayScope?) -> Int? {
      switch scope {
      case nil: allocationsPerUser
      case .member: min(roomAllocationsPerMember, allocationsPerUser ?? .max)
      case .address: min(addressKeyAllocations, allocationsPerUser ?? .max)
      }
    }

    /// How many allocations and reserved ports one loop of so many may have.
    func allocationShare(of loops: UInt8) -> Int {
      let (quotient, remainder) = allocations.quotientAndRemainder(dividingBy: Int(loops))
      return quotient + (remainder > 0 ? 1 : 0)
    }
  }
}
