/// One received datagram, borrowed: nothing of it can be kept past the call that brought it.
///
/// Drivers cut coalesced trains apart before they make one.
public struct Datagram: ~Escapable {
  /// The payload.
  public let bytes: RawSpan
  /// Where it came by.
  public let path: Path
  /// Who sent it; differs from `path.remote` behind a PROXY header.
  public let origin: Endpoint
  /// What its IP header carried.
  public let marking: Marking

  /// Makes a datagram over bytes that stay where they are until the outbox is emptied.
  @inlinable @_lifetime(copy bytes)
  public init(bytes: RawSpan, path: Path, origin: Endpoint, marking: Marking) {
    self.bytes = bytes
    self.path = path
    self.origin = origin
    self.marking = marking
  }
}
