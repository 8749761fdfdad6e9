import SansIO
import SignaldCrypto
import StunTurn

@testable import Conformance

/// Takes a message apart, lets it be changed, and puts it together again with right integrity.
struct Edit {
  static let realm = "example.org"
  private static let key = LongTermKey.derive(
    user: "alice", realm: realm, password: "wonder"
  ).array

  /// The message's first 16 bits.
  var type: UInt16
  /// The attributes but for those of integrity, in order, and those behind integrity apart.
  var fields: [(type: AttributeType, value: [UInt8])] = []
  /// What stood behind MESSAGE-INTEGRITY.
  var behind: [(type: AttributeType, value: [UInt8])] = []
  /// Whether it has MESSAGE-INTEGRITY.
  var isSigned = false
  /// Whether it has FINGERPRINT.
  var hasFingerprint = false
  /// The last byte of padding, for all of it.
  var padding: UInt8 = 0
  let id: TransactionID

  init?(_ bytes: [UInt8]) {
    guard let packet = Packet(bytes) else { return nil }
    type = packet.type.encoded
    id = packet.id
    for field in packet.fields {
      switch field.type {
      case .messageIntegrity: isSigned = true
      case .fingerprint: hasFingerprint = true
      default:
        if isSigned {
          behind.append((field.type, field.value))
        } else {
          fields.append((field.type, field.value))
        }
      }
    }
  }

  var bytes: [UInt8] {
    var builder = MessageBuilder(type: type, id: id)
    for field in fields { builder.append(field.type, field.value, padding: padding) }
    if isSigned { builder.append(.sha1, count: 20, key: Edit.key) }
    for field in behind { builder.append(field.type, field.value) }
    if hasFingerprint { builder.appendFingerprint(isRight: true) }
    builder.seal()
    return builder.bytes
  }

  func first(_ type: AttributeType) -> [UInt8]? { fields.first { $0.type == type }?.value }

  mutating func remove(_ type: AttributeType) { fields.removeAll { $0.type == type } }

  mutating func set(_ type: AttributeType, _ value: [UInt8]) {
    for index in fields.indices where fields[index].type == type { fields[index].value = value }
  }

  /// Replaces one error code by another.
  mutating func replace(_ code: Int, by other: Int) {
    let value: [UInt8] = [0, 0, UInt8(code / 100), UInt8(code % 100)]
    guard let found = first(.errorCode), found.starts(with: value) else { return }
    set(.errorCode, [0, 0, UInt8(other / 100), UInt8(other % 100)] + found.dropFirst(4))
  }
}
