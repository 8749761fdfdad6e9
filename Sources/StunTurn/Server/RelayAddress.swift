public import SansIO

/// An address of this host that allocations are made on, and what the world calls it.
public struct RelayAddress: Sendable, Hashable {
  /// What relay sockets are bound to.
  public let local: IPAddress
  /// What a one-to-one NAT in front of the host makes of it; `nil` without one.
  public let external: IPAddress?

  /// Describes an address. Traps if both are not of one family.
  public init(local: IPAddress, external: IPAddress? = nil) {
    precondition(external.map { $0.family == local.family } ?? true)
    self.local = local
    self.external = external
  }

  /// What clients are told.
  public var shown: IPAddress { external ?? local }
}
