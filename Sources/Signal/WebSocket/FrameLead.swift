/// The first two bytes of a frame: they tell most of what can be wrong with it.
struct FrameLead {
  /// Whether it is the last of its message.
  let isFinal: Bool
  /// What the frame is.
  let opcode: Opcode
  /// The seven bits: a length, or 126 or 127 for where it is.
  let shortLength: UInt8
  /// Whether a masking key follows.
  let isMasked: Bool

  /// The longest payload of a control frame (RFC 6455 section 5.5).
  static let maximumControl: UInt8 = 125

  /// Parses two bytes; throws 1002 for what no one may send to this end.
  init(first: UInt8, second: UInt8, readBy role: WebSocketRole) throws(CloseCode) {
    guard first & 0x70 == 0, let opcode = Opcode(rawValue: first & 0x0F) else {
      throw .protocolError
    }
    isFinal = first & 0x80 != 0
    self.opcode = opcode
    shortLength = second & 0x7F
    isMasked = second & 0x80 != 0
    guard isMasked == (role == .server) else { throw .protocolError }
    guard !opcode.isControl || isFinal && shortLength <= Self.maximumControl else {
      throw .protocolError
    }
  }

  /// Bytes of the whole header.
  var headerCount: Int {
    2 + (shortLength == 126 ? 2 : shortLength == 127 ? 8 : 0) + (isMasked ? 4 : 0)
  }
}
