/// One entry of an outbox, in the order the machine gave them. Plain memory: reading it costs no
/// reference count.
@safe
public struct Order: BitwiseCopyable {
  /// What is to be done.
  public enum Purpose: BitwiseCopyable {
    /// One datagram to send.
    case datagram(Path, Marking)
    /// Bytes to append to a stream, whole.
    case link(LinkID)
    /// The action of this number (`Outbox.action(_:)`).
    case action(Int)
  }

  /// What is to be done.
  public let purpose: Purpose
  /// Four bytes to put before the payload, most significant first: a ChannelData header.
  public let header: UInt32?
  /// Zero bytes to put after the payload.
  public let padding: UInt8
  /// How many bytes the payload has.
  public let count: Int
  /// Where received bytes lie that are forwarded; `nil` if the payload is in the slab.
  let source: UnsafeRawPointer?
  /// Where in the slab the payload begins otherwise.
  let offset: Int

  init(
    _ purpose: Purpose, header: UInt32? = nil, padding: Int = 0, source: UnsafeRawBufferPointer
  ) {
    self.purpose = purpose
    self.header = header
    self.padding = UInt8(padding)
    // Only kept here: whoever reads it answers for the memory, as `Outbox.storage(of:)` says.
    unsafe self.source = source.baseAddress
    count = source.count
    offset = 0
  }

  init(_ purpose: Purpose, slab range: Range<Int>) {
    self.purpose = purpose
    header = nil
    padding = 0
    // No pointer is held at all.
    unsafe source = nil
    offset = range.lowerBound
    count = range.count
  }

  /// Payload, header and padding together.
  public var totalCount: Int { count + (header == nil ? 0 : 4) + Int(padding) }
}
