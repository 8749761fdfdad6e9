import SansIO

/// Writes frames: unmasked for a server, masked for a client.
public enum FrameWriter {
  /// The most bytes a frame of such a payload takes.
  public static func maximumCount(payload: Int) -> Int { FrameHeader.maximumCount + payload }

  /// Appends one frame. A client has to give a mask that nobody can foresee, and a server none
  /// (RFC 6455 section 5.1). Traps when there is no room, and for a control frame that is not final
  /// or has more than 125 bytes.
  @_lifetime(output: copy output)
  public static func write(
    _ opcode: Opcode, _ payload: RawSpan, isFinal: Bool = true, mask: UInt32? = nil,
    to output: inout OutputRawSpan
  ) {
    precondition(
      !opcode.isControl || isFinal && payload.byteCount <= FrameLead.maximumControl)
    let header = FrameHeader(
      isFinal: isFinal, opcode: opcode, length: payload.byteCount, mask: mask)
    header.write(to: &output)
    if let mask {
      Masking.append(payload, key: mask, to: &output)
    } else {
      output.append(bytes: payload)
    }
  }

  /// Appends a close frame, without a body for `CloseCode.none`. Traps for other codes that may not
  /// be sent, and when there is no room.
  @_lifetime(output: copy output)
  public static func writeClose(
    _ code: CloseCode, mask: UInt32? = nil, to output: inout OutputRawSpan
  ) {
    precondition(code.mayBeSent || code == .none)
    let length = code == .none ? 0 : 2
    FrameHeader(opcode: .close, length: length, mask: mask).write(to: &output)
    if length > 0 { output.append(uint16: code.rawValue ^ UInt16((mask ?? 0) >> 16)) }
  }
}
