import SansIO

/// How candidates are gathered.
public struct GatheringConfiguration: Hashable, Sendable {
  /// Ta: milliseconds between the starts of two transactions, 5 to 10000 (RFC 8445 section 14.2).
  public let pace: UInt64
  /// Milliseconds a server has to answer, from when it is asked; one dead server must not hold up
  /// the rest for the 39.5 seconds its transaction would take.
  public var serverTimeout: UInt64
  /// Milliseconds to wait on stopping for servers to confirm that allocations are deleted.
  public var stopTimeout: UInt64
  /// Whether loopback addresses are used, for tests and for peers on the same machine.
  public var includesLoopback: Bool
  /// What is asked of TURN servers.
  public var options: TURNOptions
  /// Whether certificates of TURN servers over TLS must be valid. Off only for tests and diagnosis.
  public var verifiesServers: Bool

  /// Paces by 50 ms, gives a server 10 s and stopping 2 s, leaves loopback out, and asks relays for
  /// addresses of both families, unless told otherwise.
  public init(
    pace: UInt64 = 50, serverTimeout: UInt64 = 10_000, stopTimeout: UInt64 = 2_000,
    includesLoopback: Bool = false, options: TURNOptions = TURNOptions(families: .both),
    verifiesServers: Bool = true
  ) {
    self.pace = min(max(pace, 5), 10_000)
    self.serverTimeout = serverTimeout
    self.stopTimeout = stopTimeout
    self.includesLoopback = includesLoopback
    self.options = options
    self.verifiesServers = verifiesServers
  }

  /// Whether host candidates may be made of this address (RFC 8445 section 5.1.1.1). IPv4-mapped
  /// addresses cannot come here: they are IPv4 by construction.
  func allows(_ address: IPAddress) -> Bool {
    guard !address.isUnspecified, !address.isMulticast else { return false }
    if address.isLoopback { return includesLoopback }
    guard address.family == .v6 else { return true }
    let isSiteLocal = address.high >> 54 == 0x3FB
    let isIPv4Compatible = address.high == 0 && address.low >> 32 == 0
    return !address.isLinkLocal && !isSiteLocal && !isIPv4Compatible
  }

  /// The initial retransmission timeout in milliseconds when so many transactions are paced
  /// (RFC 8445 section 14.3).
  func timeout(forPairs count: Int) -> UInt64 {
    max(Transaction.initialTimeout, pace * UInt64(count))
  }
}
