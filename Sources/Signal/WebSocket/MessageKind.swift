/// What a message holds.
public enum MessageKind: Hashable, Sendable {
  /// UTF-8.
  case text
  /// Any bytes.
  case binary

  /// The opcode of its first frame.
  var opcode: Opcode { self == .text ? .text : .binary }
}
