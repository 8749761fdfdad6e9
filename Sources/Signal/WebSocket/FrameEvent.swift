/// What a peer sent.
public enum FrameEvent: Hashable, Sendable {
  /// A whole message.
  case message(MessageKind, [UInt8])
  /// A ping with its payload, which the pong has to repeat.
  case ping([UInt8])
  /// A pong.
  case pong
  /// A close frame with its code, `CloseCode.none` without one.
  case close(CloseCode)
}
