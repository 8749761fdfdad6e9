/// DSCP, ECN and the don't-fragment flag of one datagram; the default lets the kernel choose.
public struct Marking: Hashable, Sendable, BitwiseCopyable {
  /// The octet with DSCP in the upper six bits and ECN in the lower two.
  public var trafficClass: UInt8
  /// Whether routers may not fragment it (IPv4 only).
  public var dontFragment: Bool

  /// Makes a marking.
  @inlinable
  public init(trafficClass: UInt8 = 0, dontFragment: Bool = false) {
    self.trafficClass = trafficClass
    self.dontFragment = dontFragment
  }
}
