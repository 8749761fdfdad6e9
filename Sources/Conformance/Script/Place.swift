import SansIO

/// An address that is known only while a check runs.
enum Place: Hashable, Sendable {
  /// Where a peer is, as the server sees it.
  case peer(Line)
  /// The peers' address with another port.
  case peerPort(UInt16)
  /// The relayed address of a client's allocation.
  case relayed(Line)
  /// An address that does not depend on anything.
  case fixed(Endpoint)
  /// An address of the family that the peers are not of.
  case otherFamily
}
