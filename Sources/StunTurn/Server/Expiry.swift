/// What a timer of the server is about.
enum Expiry: BitwiseCopyable {
  /// The allocation in this slot.
  case allocation(UInt32)
  /// The permission in this slot.
  case permission(UInt32)
  /// The channel in this slot.
  case channel(UInt32)
  /// The reservation of this token.
  case reservation(UInt64)
  /// The client's stream of this number.
  case link(UInt32)
  /// The connection to a peer of this id.
  case connection(UInt32)
}
