import SansIO

/// Reads frames as they arrive (RFC 6455 sections 5 to 8): unmasks, joins fragments, checks text,
/// and fails at the first byte that is wrong.
///
/// Of a message that is not complete it holds one buffer; of a header or a control frame that is
/// not complete it takes nothing, so that those bytes have to come again.
public struct FrameReader: Sendable {
  private enum Stage: Sendable {
    case header
    case payload(left: Int, key: UInt32?, isFinal: Bool)
  }

  private let role: WebSocketRole
  private var stage = Stage.header
  private var kind: MessageKind?
  private var message: [UInt8] = []
  private var weight = 0
  private var text = UTF8Validator()

  /// The most bytes it leaves to come again: a header and a control frame's payload.
  public static let maximumLeft = FrameHeader.maximumCount + Int(FrameLead.maximumControl)

  /// Reads what is sent to this end.
  public init(role: WebSocketRole) { self.role = role }

  /// Whether a message has begun and not ended.
  public var isUnfinished: Bool { kind != nil }
  /// Bytes held of it.
  public var heldCount: Int { message.count }

  /// Reads from `offset` on and moves it behind what was read: the next event, or `nil` if more
  /// bytes are needed. Throws the code to close with; nothing may be read after that.
  public mutating func next(
    in bytes: RawSpan, from offset: inout Int, limits: WebSocketLimits
  ) throws(CloseCode) -> FrameEvent? {
    while true {
      switch stage {
      case .header:
        guard bytes.byteCount - offset >= 2 else { return nil }
        let lead = try FrameLead(
          first: bytes.uint8(at: offset), second: bytes.uint8(at: offset + 1), readBy: role)
        try checkSequence(lead)
        guard let header = try FrameHeader(lead, in: bytes, at: offset) else { return nil }
        if header.opcode.isControl {
          return try readControl(header, in: bytes, from: &offset)
        }
        try begin(header, limits)
        offset += header.count
      case .payload(let left, let key, let isFinal):
        let count = min(left, bytes.byteCount - offset)
        try take(bytes.extracting(offset..<offset + count), key)
        offset += count
        guard count == left else {
          stage = .payload(
            left: left - count, key: key.map { Masking.key($0, after: count) }, isFinal: isFinal)
          return nil
        }
        stage = .header
        if isFinal { return try finish() }
      }
    }
  }

  /// RFC 6455 section 5.4: a message is continued to its end, and nothing else is.
  private func checkSequence(_ lead: FrameLead) throws(CloseCode) {
    if lead.opcode.isControl { return }
    guard (lead.opcode == .continuation) == isUnfinished else { throw .protocolError }
  }

  // MARK: Messages

  private mutating func begin(
    _ header: FrameHeader, _ limits: WebSocketLimits
  ) throws(CloseCode) {
    guard header.length <= limits.maximumMessage - message.count else { throw .messageTooBig }
    let isSmall = !header.isFinal && header.length < limits.smallFragment
    weight += isSmall ? limits.smallFragmentWeight : 1
    if let maximum = limits.maximumFragments, weight > maximum { throw .policyViolation }
    switch header.opcode {
    case .text: kind = .text
    case .binary: kind = .binary
    case .continuation, .close, .ping, .pong: break
    }
    stage = .payload(left: header.length, key: header.mask, isFinal: header.isFinal)
  }

  private mutating func take(_ payload: RawSpan, _ key: UInt32?) throws(CloseCode) {
    guard !payload.isEmpty else { return }
    let start = message.count
    if let key {
      message.append(payload, maskedWith: key)
    } else {
      message.append(copying: payload)
    }
    guard kind == .text else { return }
    var text = self.text
    guard text.accept(message.rawBytes.extracting(droppingFirst: start)) else {
      throw .invalidText
    }
    self.text = text
  }

  private mutating func finish() throws(CloseCode) -> FrameEvent {
    guard let kind, text.isComplete else { throw .invalidText }
    var whole: [UInt8] = []
    swap(&whole, &message)
    self.kind = nil
    weight = 0
    return .message(kind, whole)
  }

  // MARK: Control frames

  private func readControl(
    _ header: FrameHeader, in bytes: RawSpan, from offset: inout Int
  ) throws(CloseCode) -> FrameEvent? {
    guard bytes.byteCount - offset >= header.count + header.length else { return nil }
    let start = offset + header.count
    var payload: [UInt8] = []
    let masked = bytes.extracting(start..<start + header.length)
    if let key = header.mask {
      payload.append(masked, maskedWith: key)
    } else {
      payload.append(copying: masked)
    }
    offset = start + header.length
    switch header.opcode {
    case .ping: return .ping(payload)
    case .pong: return .pong
    default: return .close(try Self.closeCode(payload))
    }
  }

  /// RFC 6455 section 5.5.1.
  private static func closeCode(_ payload: [UInt8]) throws(CloseCode) -> CloseCode {
    guard !payload.isEmpty else { return .none }
    guard payload.count >= 2 else { throw .protocolError }
    let code = CloseCode(rawValue: UInt16(payload[0]) << 8 | UInt16(payload[1]))
    guard code.mayBeSent else { throw .protocolError }
    guard String(validating: payload.dropFirst(2), as: UTF8.self) != nil else {
      throw .invalidText
    }
    return code
  }
}
