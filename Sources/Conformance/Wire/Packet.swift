import SansIO
import SignaldCrypto
import StunTurn

/// A STUN message that was received, kept whole: padding and what follows integrity included.
struct Packet: Hashable, Sendable {
  /// One attribute as it lay on the wire.
  struct Field: Hashable, Sendable {
    /// What it is.
    let type: AttributeType
    /// Its value without the padding.
    let value: [UInt8]
    /// The bytes up to the next multiple of four.
    let padding: [UInt8]
  }

  /// The whole message.
  let bytes: [UInt8]
  /// Method and class.
  let type: MessageType
  /// What ties an answer to a request.
  let id: TransactionID
  /// All attributes in the order of the wire.
  let fields: [Field]
  /// What is wrong with the message as a whole, if anything is.
  let fault: MessageError?

  /// Reads a message as leniently as it can be read; `nil` if it is none at all.
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= Message.headerCount, let type = MessageType(encoded: bytes.uint16(at: 0)),
      bytes.raw.uint32(at: 4) == Message.magicCookie
    else { return nil }
    self.bytes = bytes
    self.type = type
    id = TransactionID(high: bytes.raw.uint64(at: 8), low: bytes.raw.uint32(at: 16))
    fields = Packet.fields(of: bytes)
    fault = Packet.fault(of: bytes)
  }

  private static func fields(of bytes: [UInt8]) -> [Field] {
    var fields: [Field] = []
    var offset = Message.headerCount
    while offset + 4 <= bytes.count {
      let start = offset + 4
      let end = start + Int(bytes.uint16(at: offset + 2))
      let next = (end + 3) & ~3
      guard next <= bytes.count else { break }
      fields.append(
        Field(
          type: AttributeType(rawValue: bytes.uint16(at: offset)),
          value: Array(bytes[start..<end]), padding: Array(bytes[end..<next])))
      offset = next
    }
    return fields
  }

  private static func fault(of bytes: [UInt8]) -> MessageError? {
    do throws(MessageError) {
      _ = try Message(parsing: bytes.raw)
      return nil
    } catch {
      return error
    }
  }

  /// Whether it answers a request.
  var isResponse: Bool { type.kind == .success || type.kind == .failure }

  /// The value of the first attribute of a type.
  func first(_ type: AttributeType) -> [UInt8]? { fields.first { $0.type == type }?.value }

  /// Whether an attribute of this type is there.
  func has(_ type: AttributeType) -> Bool { first(type) != nil }

  /// The types in the order of the wire.
  var types: [AttributeType] { fields.map(\.type) }

  /// The addresses of all XOR-…-ADDRESS attributes of a type, malformed ones left out.
  func addresses(_ type: AttributeType) -> [Endpoint] {
    fields.filter { $0.type == type }.compactMap { Endpoint(xorAddress: $0.value.raw, id: id) }
  }

  /// The 32-bit number of an attribute; `nil` if it is absent or has another length.
  func uint32(_ type: AttributeType) -> UInt32? {
    first(type).flatMap { $0.count == 4 ? $0.raw.uint32(at: 0) : nil }
  }

  /// The code of ERROR-CODE, whatever its number.
  var errorCode: UInt16? {
    guard let value = first(.errorCode), value.count >= 4 else { return nil }
    return UInt16(value[2] & 7) * 100 + UInt16(value[3])
  }

  /// The text of an attribute.
  func text(_ type: AttributeType) -> String? {
    first(type).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Whether the integrity attribute of this kind is there and right under a key.
  func isIntact(_ integrity: Integrity, key: [UInt8]) -> Bool {
    do throws(MessageError) {
      var authenticator = Authenticator()
      return try Message(parsing: bytes.raw)
        .isIntact(integrity, key: key.raw, using: &authenticator)
    } catch {
      return false
    }
  }
}

extension [UInt8] {
  /// The big-endian 16-bit number at an offset. Traps beyond the end.
  func uint16(at offset: Int) -> UInt16 { raw.uint16(at: offset) }
}
