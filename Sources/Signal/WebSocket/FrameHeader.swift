import SansIO

/// A frame's header (RFC 6455 section 5.2).
public struct FrameHeader: Hashable, Sendable {
  /// The most bytes a header has.
  public static let maximumCount = 14

  /// Whether it is the last frame of its message.
  public var isFinal: Bool
  /// What the frame is.
  public var opcode: Opcode
  /// Bytes of the payload.
  public var length: Int
  /// The masking key as a number, its first byte the most significant; `nil` if unmasked.
  public var mask: UInt32?

  /// Describes a frame.
  public init(isFinal: Bool = true, opcode: Opcode, length: Int, mask: UInt32? = nil) {
    self.isFinal = isFinal
    self.opcode = opcode
    self.length = length
    self.mask = mask
  }

  /// Parses what follows the lead at `offset`; `nil` if the header is not all there. Throws 1002
  /// for a length that could be written shorter and 1009 for one of 2^63 or more.
  init?(_ lead: FrameLead, in bytes: RawSpan, at offset: Int) throws(CloseCode) {
    guard bytes.byteCount - offset >= lead.headerCount else { return nil }
    isFinal = lead.isFinal
    opcode = lead.opcode
    switch lead.shortLength {
    case 126:
      length = Int(bytes.uint16(at: offset + 2))
      guard length > 125 else { throw .protocolError }
    case 127:
      guard let long = Int(exactly: bytes.uint64(at: offset + 2)) else { throw .messageTooBig }
      guard long > 0xFFFF else { throw .protocolError }
      length = long
    default: length = Int(lead.shortLength)
    }
    mask = lead.isMasked ? bytes.uint32(at: offset + lead.headerCount - 4) : nil
  }

  /// Bytes of the header.
  public var count: Int {
    2 + (length > 0xFFFF ? 8 : length > 125 ? 2 : 0) + (mask == nil ? 0 : 4)
  }

  /// Appends the header, its length in the shortest form.
  @_lifetime(output: copy output)
  public func write(to output: inout OutputRawSpan) {
    output.append((isFinal ? 0x80 : 0) | opcode.rawValue)
    let maskBit: UInt8 = mask == nil ? 0 : 0x80
    if length > 0xFFFF {
      output.append(maskBit | 127)
      output.append(uint64: UInt64(length))
    } else if length > 125 {
      output.append(maskBit | 126)
      output.append(uint16: UInt16(length))
    } else {
      output.append(maskBit | UInt8(length))
    }
    if let mask { output.append(uint32: mask) }
  }
}
