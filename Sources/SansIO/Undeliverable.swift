/// An ICMP error about a datagram we sent, or our own stack's refusal to send it.
public struct Undeliverable: Hashable, Sendable, BitwiseCopyable {
  /// The path the datagram was sent along: `remote` is where it was going.
  public var path: Path
  /// The ICMP type, in the numbering of the path's family.
  public var type: UInt8
  /// The ICMP code.
  public var code: UInt8
  /// The next hop's MTU in bytes if the datagram was too big, else 0.
  public var mtu: UInt32

  /// Describes an ICMP error.
  @inlinable
  public init(path: Path, type: UInt8, code: UInt8, mtu: UInt32) {
    self.path = path
    self.type = type
    self.code = code
    self.mtu = mtu
  }
}
