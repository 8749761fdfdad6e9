import SansIO
import SignaldCrypto
import StunTurn

extension Rule {
  /// These attributes are there.
  static func with(_ types: AttributeType...) -> Rule {
    Rule("with " + types.map(\.name).joined(separator: ", ")) { answer, _ in
      types.first { !answer.has($0) }.map { "\($0.name) is missing" }
    }
  }

  /// None of these attributes is there.
  static func without(_ types: AttributeType...) -> Rule {
    Rule("without " + types.map(\.name).joined(separator: ", ")) { answer, _ in
      types.first { answer.has($0) }.map { "it has \($0.name)" }
    }
  }

  /// Nothing in it is protected by integrity.
  static let unsigned = Rule.without(.messageIntegrity, .messageIntegritySHA256)

  /// MESSAGE-INTEGRITY is there and right.
  static let signed = Rule("with a right MESSAGE-INTEGRITY") { answer, scene in
    guard answer.has(.messageIntegrity) else { return "MESSAGE-INTEGRITY is missing" }
    return scene.isIntact(answer, .sha1, by: .md5) ? nil : "MESSAGE-INTEGRITY is wrong"
  }

  /// MESSAGE-INTEGRITY-SHA256 is there and right under a key made by this function.
  static func signedBySHA256(keyedBy function: HashFunction) -> Rule {
    Rule("with a right MESSAGE-INTEGRITY-SHA256") { answer, scene in
      guard answer.has(.messageIntegritySHA256) else {
        return "MESSAGE-INTEGRITY-SHA256 is missing"
      }
      return scene.isIntact(answer, .sha256, by: function)
        ? nil : "MESSAGE-INTEGRITY-SHA256 is wrong"
    }
  }

  /// All padding is zero.
  static let zeroPadding = Rule("with padding of zero bytes") { answer, _ in
    answer.fields.first { $0.padding.contains { $0 != 0 } }.map {
      "the padding of \($0.type.name) is \($0.padding.hexText)"
    }
  }

  /// LIFETIME is in a range.
  static func lifetime(_ range: ClosedRange<UInt32>) -> Rule {
    let bounds =
      range.lowerBound == range.upperBound
      ? "\(range.lowerBound)"
      : range.upperBound == .max
        ? "\(range.lowerBound) or more" : "\(range.lowerBound) to \(range.upperBound)"
    return Rule("with LIFETIME \(bounds)") { answer, _ in
      guard let seconds = answer.uint32(.lifetime) else { return "LIFETIME is missing" }
      return range.contains(seconds) ? nil : "LIFETIME is \(seconds)"
    }
  }

  /// A rule about the first relayed address.
  static func relayed(_ text: String, _ holds: @escaping @Sendable (Endpoint) -> Bool) -> Rule {
    Rule("with \(text)") { answer, _ in
      guard let relayed = answer.addresses(.xorRelayedAddress).first else {
        return "XOR-RELAYED-ADDRESS is missing or malformed"
      }
      return holds(relayed) ? nil : "it is \(relayed)"
    }
  }

  /// XOR-MAPPED-ADDRESS is of the family that the server was reached by.
  static let mappedFamily = Rule("with XOR-MAPPED-ADDRESS of the client's family") {
    answer, scene in
    guard let value = answer.first(.xorMappedAddress), value.count >= 8 else {
      return "XOR-MAPPED-ADDRESS is missing"
    }
    let isV4 = scene.terms.server.address.family == .v4
    return value[1] == (isV4 ? 1 : 2) && value.count == (isV4 ? 8 : 20)
      ? nil : "it is of family \(value[1]) and \(value.count) bytes"
  }

  /// ERROR-CODE is written as it must be (RFC 8489 section 14.8).
  static let errorFormat = Rule("with a well-formed ERROR-CODE") { answer, _ in
    guard let value = answer.first(.errorCode), value.count >= 4 else {
      return "ERROR-CODE is missing or too short"
    }
    guard (3...6).contains(value[2] & 7), value[3] < 100 else { return "no such code" }
    guard let phrase = String(validating: value.dropFirst(4), as: UTF8.self) else {
      return "the reason phrase is no UTF-8"
    }
    guard !phrase.unicodeScalars.contains("\u{0}") else {
      return "the length of the reason phrase includes its padding"
    }
    return phrase.count < 128 ? nil : "the reason phrase has \(phrase.count) characters"
  }

  /// UNKNOWN-ATTRIBUTES names exactly these types, in any order.
  static func unknown(_ types: UInt16...) -> Rule {
    let names = types.map { "0x" + String($0, radix: 16) }.joined(separator: " ")
    return Rule("with UNKNOWN-ATTRIBUTES \(names)") { answer, _ in
      guard let value = answer.first(.unknownAttributes), value.count % 2 == 0 else {
        return "UNKNOWN-ATTRIBUTES is missing or malformed"
      }
      let listed = stride(from: 0, to: value.count, by: 2).map { value.uint16(at: $0) }
      return Set(listed) == Set(types) ? nil : "it names others"
    }
  }

  /// The nonce differs from the one another client got.
  static func nonceUnlike(_ line: Line) -> Rule {
    Rule("with another NONCE than another port got") { answer, scene in
      guard let nonce = answer.first(.nonce) else { return "NONCE is missing" }
      return scene[line].challenge?.nonce == nonce ? "it is the same" : nil
    }
  }

  /// FINGERPRINT is there; a wrong one is a fault of the message as a whole.
  static let fingerprint = Rule.with(.fingerprint)
}

extension Scene {
  /// Whether integrity is right under the key of one of the users of this run.
  fileprivate func isIntact(
    _ answer: Packet, _ integrity: Integrity, by function: HashFunction
  ) -> Bool {
    let realms = Line.allCases.compactMap { self[$0].challenge?.realm }
    return [Identity.user, .other].contains { identity in
      realms.contains {
        answer.isIntact(integrity, key: key(of: identity, realm: $0, by: function))
      }
    }
  }
}
