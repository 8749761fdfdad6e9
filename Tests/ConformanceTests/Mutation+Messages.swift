import SansIO
import StunTurn

@testable import Conformance

// Servers that are wrong about the message layer and about credentials.
extension Mutation {
  static let messages: [Mutation] = [
    Mutation("answers Binding without XOR-MAPPED-ADDRESS", noticedBy: "messages.binding")
      .edits { $0.remove(.xorMappedAddress) },
    Mutation("reports IPv4 as mapped IPv6", noticedBy: "messages.binding").edits { edit in
      guard let value = edit.first(.xorMappedAddress) else { return }
      edit.set(.xorMappedAddress, [0, 2] + value[2...] + [UInt8](repeating: 0, count: 12))
    },
    Mutation("sees another port each time", noticedBy: "messages.binding-same")
      .answers { bytes, _ in
        guard var edit = Edit(bytes), var value = edit.first(.xorMappedAddress) else { return }
        value[2] ^= bytes[19]
        edit.set(.xorMappedAddress, value)
        bytes = edit.bytes
      },
    Mutation("answers a request once only", noticedBy: "messages.binding-retransmitted")
      .requests { bytes, memory in
        guard let id = Packet(bytes)?.id, !memory.ids.insert(id).inserted else { return }
        bytes = []
      },
    Mutation("leaves FINGERPRINT out", noticedBy: "messages.fingerprint")
      .edits { $0.hasFingerprint = false },
    Mutation("does not look at FINGERPRINT", noticedBy: "messages.fingerprint-wrong")
      .reads { _ in },
    Mutation("answers Binding indications", noticedBy: "messages.binding-indication")
      .requests { bytes, _ in if bytes.starts(with: [0x00, 0x11]) { bytes[1] = 0x01 } },
    Mutation("answers responses", noticedBy: "messages.response")
      .requests { bytes, _ in if bytes.starts(with: [0x01, 0x01]) { bytes[0] = 0x00 } },
    Mutation("reads beyond the end", noticedBy: "messages.short")
      .requests { bytes, _ in if bytes.count == 19 { bytes.append(0) } },
    Mutation("does not look at the cookie", noticedBy: "messages.cookie")
      .requests { bytes, _ in if bytes.count > 7 { bytes[4] = 0x21 } },
    Mutation("takes any length", noticedBy: "messages.length-odd", "messages.length-beyond")
      .requests { bytes, _ in
        if bytes.count < 24, bytes.starts(with: [0, 1]) { bytes = [0, 1, 0, 0] + bytes[4..<20] }
      },
    Mutation("does not look at the first bits", noticedBy: "messages.first-bits")
      .requests { bytes, _ in if bytes.count > 1, bytes[0] & 0x80 != 0 { bytes[0] &= 0x3F } },
    Mutation("takes an attribute that is cut", noticedBy: "messages.attribute-beyond")
      .requests { bytes, _ in
        if bytes.count == 28, bytes[22] == 1, bytes[23] == 0x90 { bytes[22...23] = [0, 4] }
      },
    Mutation("answers methods it does not know", noticedBy: "messages.method-unknown")
      .requests { bytes, _ in
        if bytes.starts(with: [0x02, 0xEE]) { bytes.replaceSubrange(0..<2, with: [0, 1]) }
      },
    Mutation("answers Send requests", noticedBy: "messages.class-impossible")
      .requests { bytes, _ in
        if bytes.starts(with: [0x00, 0x06]) { bytes = [0, 1, 0, 0] + bytes[4..<20] }
      },
    Mutation("answers Allocate indications", noticedBy: "messages.allocate-indication")
      .requests { bytes, _ in if bytes.starts(with: [0x00, 0x13]) { bytes[1] = 0x03 } },
    Mutation(
      "ignores what it must understand", noticedBy: "messages.unknown-required",
      "messages.unknown-authenticated", "data.unknown-attribute"
    ).reads { $0.remove(AttributeType(rawValue: 0x7F31)) },
    Mutation("names no unknown attribute", noticedBy: "messages.unknown-required")
      .edits { $0.remove(.unknownAttributes) },
    Mutation(
      "refuses what may be ignored", noticedBy: "messages.unknown-optional",
      "data.unknown-optional"
    ).reads { edit in
      for index in edit.fields.indices where edit.fields[index].type.rawValue == 0xBF31 {
        edit.fields[index].type = AttributeType(rawValue: 0x7F31)
      }
    },
    Mutation("refuses padding that is not zero", noticedBy: "messages.padding-received")
      .requests { bytes, _ in
        if let last = Packet(bytes)?.fields.first, last.padding.contains(0xFF) { bytes = [] }
      },
    Mutation("leaks through padding", noticedBy: "messages.padding-sent", "security.padding-leak")
      .edits { $0.padding = 0x53 },
    Mutation("takes the last of two attributes", noticedBy: "messages.duplicate")
      .reads { $0.fields.reverse() },
    Mutation("writes reason phrases of 200 characters", noticedBy: "messages.error-code")
      .edits { edit in
        guard let value = edit.first(.errorCode) else { return }
        edit.set(.errorCode, value[..<4] + [UInt8](repeating: 0x61, count: 200))
      },
    Mutation("answers from another port", noticedBy: "messages.binding")
      .answers { bytes, _ in if bytes.starts(with: [1, 1]) { bytes[19] ^= 1 } },
  ]

  static let credentials: [Mutation] = [
    Mutation("challenges without REALM", noticedBy: "authentication.challenge")
      .edits { $0.remove(.realm) },
    Mutation("tells strangers their name", noticedBy: "authentication.challenge").edits { edit in
      if edit.first(.errorCode) != nil, !edit.isSigned { edit.fields.append((.username, [0x61])) }
    },
    Mutation("has a nonce of 128 characters", noticedBy: "authentication.challenge-limits")
      .edits { edit in
        if edit.first(.nonce) != nil { edit.set(.nonce, [UInt8](repeating: 0x61, count: 128)) }
      },
    Mutation(
      "has one nonce for all", noticedBy: "authentication.nonce-differs"
    ).answers { bytes, memory in
      guard var edit = Edit(bytes), let nonce = edit.first(.nonce) else { return }
      if memory.nonce == nil { memory.nonce = nonce }
      edit.set(.nonce, memory.nonce ?? nonce)
      bytes = edit.bytes
    },
    Mutation("takes any nonce for wrong credentials", noticedBy: "authentication.nonce-stale")
      .edits { $0.replace(438, by: 401) },
    Mutation(
      "challenges who lacks something", noticedBy: "authentication.lacks-realm",
      "authentication.lacks-username", "authentication.lacks-nonce"
    ).edits { $0.replace(400, by: 401) },
    Mutation("forbids strangers", noticedBy: "authentication.user-unknown")
      .edits { edit in
        if edit.first(.errorCode) != nil { edit.replace(401, by: 403) }
      },
    Mutation("tells users from strangers", noticedBy: "authentication.refusals-alike")
      .requests { bytes, memory in
        memory.isStranger = Packet(bytes)?.text(.username)?.hasSuffix("-unknown") == true
      }
      .alsoAnswers { bytes, memory in
        guard memory.isStranger, var edit = Edit(bytes) else { return }
        edit.fields.append((.software, [0x61]))
        bytes = edit.bytes
      },
    Mutation(
      "does not verify integrity", noticedBy: "authentication.password-wrong",
      "authentication.tampered"
    ).reads { _ in },
    Mutation(
      "signs nothing", noticedBy: "authentication.success-signed", "authentication.error-signed",
      "refresh.success"
    ).edits { $0.isSigned = false },
    Mutation("signs successes only", noticedBy: "authentication.error-signed").edits { edit in
      if edit.first(.errorCode) != nil { edit.isSigned = false }
    },
    Mutation("signs wrongly", noticedBy: "authentication.success-signed").answers { bytes, _ in
      if Packet(bytes)?.has(.messageIntegrity) == true { bytes[bytes.count - 1] ^= 1 }
    },
    Mutation("tells the nonce again", noticedBy: "authentication.success-signed").edits { edit in
      if edit.isSigned, edit.first(.errorCode) == nil { edit.fields.append((.nonce, [0x61])) }
    },
    Mutation("signs behind FINGERPRINT", noticedBy: "authentication.order").edits { edit in
      if edit.hasFingerprint, edit.isSigned { edit.behind.append((.software, [0x61])) }
    },
    Mutation("lets strangers refresh", noticedBy: "authentication.every-method")
      .edits { edit in
        if edit.type == 0x0114 { edit.replace(401, by: 400) }
      },
    Mutation("announces algorithms and lists none", noticedBy: "authentication.algorithms-offered")
      .edits { $0.remove(.passwordAlgorithms) },
  ]

  func alsoAnswers(
    _ change: @escaping @Sendable (inout [UInt8], inout Memory) -> Void
  ) -> Mutation { answers(change) }
}
