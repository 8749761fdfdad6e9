import SansIO
import StunTurn

// Long-term credentials: RFC 8489 section 9.2.
extension Check {
  /// What a stranger is told.
  static let challenges: [Check] = [
    Check(
      .authentication, "challenge", "RFC 8489 §9.2.4",
      "a request without integrity is refused with 401, REALM and NONCE",
      [
        .ask(
          .a, .bare(.allocate, [.transport(17)]),
          .failure(
            401,
            rules: [.with(.realm, .nonce), .without(.username, .userHash), .unsigned]))
      ]),
    Check(
      .authentication, "challenge-limits", "RFC 8489 §14.9, §14.10",
      "REALM and NONCE have fewer than 128 characters",
      [
        .ask(.a, .bare(.allocate), .failure(401)),
        .verify("fewer than 128 characters") { scene in
          guard let answer = scene[.a].answers.last else { return "nothing" }
          let counts = [AttributeType.realm, .nonce].map { answer.text($0)?.count ?? 0 }
          return counts.allSatisfy { (1...127).contains($0) } ? nil : "\(counts)"
        },
      ]),
    Check(
      .authentication, "every-method", "RFC 8656 §5",
      "Refresh, CreatePermission and ChannelBind without integrity are refused too",
      [
        .ask(.a, .bare(.refresh), .failure(401, 437)),
        .ask(.a, .bare(.createPermission, [.peer(.peerPort(9))]), .failure(401, 437)),
        .ask(
          .a, .bare(.channelBind, [.channel(0x4000), .peer(.peerPort(9))]), .failure(401, 437)),
      ]),
    Check(
      .authentication, "nonce-differs", "RFC 8489 §9.2.4",
      "clients on different ports get different nonces",
      [
        .ask(.a, .bare(.allocate), .failure(401)),
        .ask(.b, .bare(.allocate), .failure(401, rules: [.nonceUnlike(.a)])),
      ]),
    Check(
      .authentication, "nonce-bound", "RFC 8489 §9.2.4",
      "the nonce of one port is not accepted from another",
      // Over streams RFC 6062's clients take theirs along to data connections.
      needs: [.datagrams],
      [
        .ask(.a, .bare(.allocate), .failure(401)),
        .ask(.b, .bare(.allocate), .failure(401)),
        .ask(
          .b,
          .bare(
            .allocate,
            [.transport(17), .username(.user), .realm, .nonceOf(.a), .signed(.sha1(.user))]),
          .failure(438, 401)),
      ]),
    Check(
      .authentication, "nonce-stale", "RFC 8489 §9.2.4",
      "a nonce that is not valid is refused with 438 and a new one",
      [
        .ask(.a, .bare(.allocate), .failure(401)),
        .ask(
          .a,
          .bare(
            .allocate,
            [
              .transport(17), .username(.user), .realm,
              .value(.nonce, Array("f1e2d3c4b5a69788".utf8)), .signed(.sha1(.user)),
            ]), .failure(438, rules: [.with(.realm, .nonce)])),
      ]),
  ]

  private static func lacking(_ type: AttributeType, _ parts: [Part]) -> Check {
    Check(
      .authentication, "lacks-\(type.name.lowercased())", "RFC 8489 §9.2.4",
      "integrity without \(type.name) is refused with 400, without a challenge",
      [
        .ask(.a, .bare(.allocate), .failure(401)),
        .ask(
          .a, .bare(.allocate, [.transport(17)] + parts + [.signed(.sha1(.user))]),
          .failure(400, rules: [.without(.realm, .nonce), .unsigned])),
      ])
  }

  /// Who is not let in.
  static let refusals: [Check] = [
    lacking(.username, [.realm, .nonce]), lacking(.realm, [.username(.user), .nonce]),
    lacking(.nonce, [.username(.user), .realm]),
    Check(
      .authentication, "user-unknown", "RFC 8489 §9.2.4", "an unknown user is refused with 401",
      [.ask(.a, claiming(.stranger), .failure(401, rules: [.with(.realm, .nonce)]))]),
    Check(
      .authentication, "password-wrong", "RFC 8489 §9.2.4", "a wrong password is refused with 401",
      [.ask(.a, claiming(.imposter), .failure(401, rules: [.with(.realm, .nonce)]))]),
    Check(
      .authentication, "refusals-alike", "RFC 8489 §9.2.4",
      "an unknown user and a wrong password are answered alike",
      [
        .ask(.a, claiming(.stranger), .failure(401)),
        .ask(.b, claiming(.imposter), .failure(401)),
        .verify("the same attributes of the same sizes") { scene in
          let shapes = [Line.a, .b].map { line in
            scene[line].answers.last?.fields.map { "\($0.type.name) of \($0.value.count)" }
          }
          return shapes.first == shapes.last ? nil : "\(shapes)"
        },
      ]),
    Check(
      .authentication, "user-corrected", "RFC 8489 §9.2.4, §9.2.5",
      "who was refused under a wrong name is let in under the right one",
      [
        .ask(.a, claiming(.stranger), .failure(401)), .ask(.a, .allocate(), .success(.signed)),
      ]),
    Check(
      .authentication, "tampered", "RFC 8489 §14.5", "one flipped bit in the message is found out",
      [
        .ask(
          .a,
          Draft.allocate([.lifetime(700)]).spoilt { bytes in
            // The last byte of LIFETIME, wherever it is.
            let lifetime: [UInt8] = [0x00, 0x0D, 0x00, 0x04, 0x00, 0x00, 0x02, 0xBC]
            for index in bytes.indices where bytes[index...].starts(with: lifetime) {
              bytes[index + 7] ^= 1
            }
          }, .failure(401))
      ]),
    Check(
      .authentication, "username-long", "RFC 8489 §14.3",
      "a USERNAME of more than 508 bytes is refused",
      [
        .ask(
          .a,
          .bare(
            .allocate,
            [
              .transport(17), .value(.username, [UInt8](repeating: 0x61, count: 600)), .realm,
              .nonce, .signed(.sha1(.user)),
            ]), .failure(400, 401))
      ]),
  ]

  private static func claiming(_ identity: Identity) -> Draft {
    .bare(
      .allocate,
      [.transport(17), .username(identity), .realm, .nonce, .signed(.sha1(identity))])
  }

  /// What integrity covers, and who gets it.
  static let integrity: [Check] = [
    Check(
      .authentication, "success-signed", "RFC 8489 §9.2.4",
      "a success response has integrity and none of the credentials",
      [
        .ask(
          .a, .allocate(),
          .success(.signed, .without(.realm, .nonce, .username, .userHash)))
      ]),
    Check(
      .authentication, "error-signed", "RFC 8489 §9.2.4",
      "an error response to an authenticated request has integrity",
      [
        .ask(
          .a, .request(.refresh),
          .failure(437, rules: [.signed, .without(.username, .userHash)])),
        .ask(.a, .request(.allocate), .failure(400, rules: [.signed])),
      ]),
    Check(
      .authentication, "order", "RFC 8489 §14",
      "integrity stands before FINGERPRINT, and nothing but it stands behind",
      [
        .ask(
          .a, .allocate([]).fingerprinted, .success(.signed, .fingerprint)),
        .verify("MESSAGE-INTEGRITY and FINGERPRINT at the end") { scene in
          let types = scene[.a].answers.last?.types ?? []
          return types.suffix(2) == [.messageIntegrity, .fingerprint]
            ? nil : types.map(\.name).joined(separator: ", ")
        },
      ]),
  ]
}

extension Draft {
  /// The same with a right FINGERPRINT at the end.
  var fingerprinted: Draft {
    guard case .message(let type, let parts) = body else { return self }
    return .bare(type.method, parts + [.fingerprint(isRight: true)], as: type.kind)
  }
}
