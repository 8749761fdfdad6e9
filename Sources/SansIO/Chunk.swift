/// Bytes of a stream, borrowed: what the machine kept of this link before, then what is new.
public struct Chunk: ~Escapable {
  /// Kept bytes first, then new ones.
  public let bytes: RawSpan
  /// The stream.
  public let link: LinkID

  /// Makes a chunk over bytes that stay where they are until the outbox is emptied.
  @inlinable @_lifetime(copy bytes)
  public init(bytes: RawSpan, link: LinkID) {
    self.bytes = bytes
    self.link = link
  }
}
