/// What a frame is (RFC 6455 section 5.2); the reserved values have no case.
public enum Opcode: UInt8, Hashable, Sendable, CaseIterable {
  /// Goes on with the message.
  case continuation = 0x0
  /// Begins a text message.
  case text = 0x1
  /// Begins a binary message.
  case binary = 0x2
  /// Ends the connection.
  case close = 0x8
  /// Asks for a pong.
  case ping = 0x9
  /// Answers a ping.
  case pong = 0xA

  /// Whether it may stand between the fragments of a message.
  public var isControl: Bool { rawValue >= 0x8 }
}
