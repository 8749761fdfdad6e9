import SansIO
import SignaldCrypto
import StunTurn

/// Parses the input as a message, as ChannelData and as the beginning of a stream, and reads all
/// that these offer. What parses is written again and must then parse to the same.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzMessage(_ base: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = UnsafeRawBufferPointer(start: base, count: count).bytes
  _ = StreamFrame(of: bytes)
  if let data = ChannelData(parsing: bytes) {
    precondition(data.payload.byteCount <= bytes.byteCount - ChannelData.headerCount)
  }
  guard let message = try? Message(parsing: bytes) else { return 0 }
  readValues(of: message)
  var authenticator = Authenticator()
  withBigEndianBytes(of: 0x4142) { key in
    _ = message.isIntact(.sha1, key: key, using: &authenticator)
    _ = message.isIntact(.sha256, key: key, using: &authenticator)
  }
  writeAgain(message)
  return 0
}

private func readValues(of message: Message) {
  var iterator = message.attributes
  while let attribute = iterator.next() {
    _ = try? message.xorAddress(attribute.type)
    _ = try? message.address(attribute.type)
    _ = try? message.uint32(attribute.type)
    _ = try? message.uint64(attribute.type)
  }
  _ = try? message.requestedTransport()
  _ = try? message.channelNumber()
  _ = try? message.evenPort()
  _ = try? message.errorCode()
  _ = try? message.addressErrorCode()
  _ = try? message.icmp()
  _ = message.unknownRequired(besides: [.username], limit: 16)
}

private func writeAgain(_ message: Message) {
  var outbox = Outbox()
  let path = Path(
    socket: SocketID(
      index: 0, generation: 0, loop: LoopID(rawValue: 0), owner: Owner(rawValue: 0)),
    local: .anyV4, remote: Endpoint(address: .anyV4, port: 0))
  outbox.send(along: path, capacity: message.bytes.byteCount) { output in
    output.beginMessage(message.type, id: message.id)
    var iterator = message.attributes
    while let attribute = iterator.next() {
      output.append(attribute.type, bytes: attribute.value)
    }
    output.endMessage()
  }
  let copy = outbox.copy(of: outbox[0])
  copy.withUnsafeBytes { buffer in
    guard let again = try? Message(parsing: buffer.bytes) else {
      preconditionFailure("what was written does not parse")
    }
    precondition(again.type == message.type && again.id == message.id)
    var left = message.attributes
    var right = again.attributes
    while let attribute = left.next() {
      guard let twin = right.next() else { preconditionFailure("an attribute is lost") }
      precondition(twin.type == attribute.type)
      precondition(twin.value.holdsSameBytes(as: attribute.value))
    }
  }
}
