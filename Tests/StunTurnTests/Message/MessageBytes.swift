import SansIO
import StunTurn
import TestSupport

/// The bytes that `body` writes after a header of this type.
func encoded(
  _ method: StunTurn.Method = .binding, _ kind: MessageClass = .request,
  id: TransactionID = TransactionID(high: 0x0102_0304_0506_0708, low: 0x090A_0B0C),
  _ body: (inout OutputRawSpan) -> Void = { $0.endMessage() }
) -> [UInt8] {
  var outbox = Outbox()
  outbox.send(along: .test(client: "192.0.2.1:1000"), capacity: 70_000) { output in
    output.beginMessage(MessageType(method, kind), id: id)
    body(&output)
  }
  return outbox.copy(of: outbox[0])
}

/// What parsing these bytes throws, or `nil` if it succeeds.
func parseError(_ bytes: [UInt8]) -> MessageError? {
  do throws(MessageError) {
    _ = try Message(parsing: bytes.raw)
    return nil
  } catch {
    return error
  }
}

extension Array where Element == UInt8 {
  /// A copy with one byte exchanged.
  func replacing(_ offset: Int, with byte: UInt8) -> [UInt8] {
    var copy = self
    copy[offset] = byte
    return copy
  }
}
