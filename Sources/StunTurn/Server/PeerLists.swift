public import SansIO

/// The blocks an operator allows and denies as peers, for everybody or for one user.
public struct PeerLists: Hashable, Sendable {
  /// Peers accepted although a default rule denies them.
  public var allow: [IPPrefix]
  /// Peers denied although a default rule allows them.
  public var deny: [IPPrefix]

  /// Lists blocks.
  public init(allow: [IPPrefix] = [], deny: [IPPrefix] = []) {
    self.allow = allow
    self.deny = deny
  }
}
