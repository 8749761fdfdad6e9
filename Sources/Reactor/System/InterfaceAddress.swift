public import SansIO

/// One address of this host.
public struct InterfaceAddress: Hashable, Sendable {
  /// The interface's name.
  public let interface: String
  /// The address.
  public let address: IPAddress
  /// Whether the interface is up.
  public let isUp: Bool
  /// Whether only this host can reach it.
  public let isLoopback: Bool
  /// Whether the interface joins two hosts only, as tunnels do.
  public let isPointToPoint: Bool
  /// Whether it is an IPv6 address of the temporary kind (RFC 8981).
  public let isTemporary: Bool
}
