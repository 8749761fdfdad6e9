import SansIO
import StunTurn

// The STUN message layer: RFC 8489 sections 5 to 7 and 14.
extension Check {
  private static let binding = Draft.bare(.binding)

  /// What Binding answers.
  static let bindings: [Check] = [
    Check(
      .messages, "binding", "RFC 8489 §12", "a Binding request is answered with the address seen",
      [.ask(.a, binding, .success(.with(.xorMappedAddress), .mappedFamily, .unsigned))]),
    Check(
      .messages, "binding-same", "RFC 8489 §12", "one port is seen under one address",
      [
        .ask(.a, binding, .success()),
        .ask(.a, binding, .success()),
        .verify("the same XOR-MAPPED-ADDRESS twice") { scene in
          let seen = scene[.a].answers.map { $0.addresses(.xorMappedAddress).first }
          return seen[0] == seen[1] ? nil : "\(seen)"
        },
      ]),
    Check(
      .messages, "binding-retransmitted", "RFC 8489 §6.3.1",
      "a retransmitted Binding request is answered again",
      [.ask(.a, binding, .success()), .again(.a, .success())]),
    Check(
      .messages, "fingerprint", "RFC 8489 §7", "a request with FINGERPRINT is answered with one",
      [.ask(.a, .bare(.binding, [.fingerprint(isRight: true)]), .success(.fingerprint))]),
    Check(
      .messages, "fingerprint-wrong", "RFC 8489 §7", "a wrong FINGERPRINT gets no answer",
      [.ask(.a, .bare(.binding, [.fingerprint(isRight: false)]), Expectation.silence)]),
    Check(
      .messages, "binding-indication", "RFC 8489 §6.3.2", "a Binding indication gets no answer",
      [.say(.a, .bare(.binding, as: .indication)), .quiet([.a])]),
    Check(
      .messages, "response", "RFC 8489 §6.3.3", "a response nobody asked for gets no answer",
      [
        .say(.a, .bare(.binding, as: .success)), .say(.a, .bare(.allocate, as: .failure)),
        .quiet([.a]),
      ]),
  ]

  /// What is no message, or none that makes sense.
  static let frames: [Check] = [
    Check(
      .messages, "short", "RFC 8489 §5", "19 bytes of a header get no answer", needs: [.datagrams],
      [.say(.a, binding.spoilt { $0.removeLast() }), .quiet([.a])]),
    Check(
      .messages, "cookie", "RFC 8489 §6.3",
      "an Allocate request without the magic cookie gets "
        + "no answer", needs: [.datagrams],
      [
        .say(.a, Draft.bare(.allocate, [.transport(17)]).spoilt { $0[4] ^= 0xFF }),
        .quiet([.a]),
      ]),
    Check(
      .messages, "length-odd", "RFC 8489 §5",
      "a length that is no multiple of four gets no "
        + "answer", needs: [.datagrams],
      [
        .say(
          .a,
          binding.spoilt { bytes in
            bytes[3] = 2
            bytes += [0, 0]
          }),
        .quiet([.a]),
      ]),
    Check(
      .messages, "length-beyond", "RFC 8489 §6.3",
      "a length beyond the datagram's end gets no "
        + "answer", needs: [.datagrams],
      [.say(.a, binding.spoilt { $0[3] = 8 }), .quiet([.a])]),
    Check(
      .messages, "first-bits", "RFC 7983 §7", "bytes that begin with 10 or 11 get no answer",
      [
        .say(.a, binding.spoilt { $0[0] = 0x80 }), .say(.a, binding.spoilt { $0[0] = 0xC0 }),
        .quiet([.a]),
      ]),
    Check(
      .messages, "attribute-beyond", "RFC 8489 §14",
      "an attribute that reaches beyond the end is never taken for a whole one",
      [
        .ask(
          .a, .bare(.binding, [.declaring(400, .software, [1, 2, 3, 4])]),
          .failure(400).orSilence)
      ]),
    Check(
      .messages, "method-unknown", "RFC 8489 §6.3", "a request of an unknown method gets no answer",
      [.ask(.a, .bare(Method(rawValue: 0x0FE)), Expectation.silence)]),
    Check(
      .messages, "class-impossible", "RFC 8656 §17",
      "a Send request gets no answer: Send is an "
        + "indication",
      [.ask(.a, .bare(.send, [.data([1])]), Expectation.silence)]),
    Check(
      .messages, "allocate-indication", "RFC 8656 §17", "an Allocate indication gets no answer",
      [.say(.a, .bare(.allocate, [.transport(17)], as: .indication)), .quiet([.a])]),
  ]

  /// Attributes in general.
  static let attributes: [Check] = [
    Check(
      .messages, "unknown-required", "RFC 8489 §6.3.1",
      "an unknown comprehension-required attribute is refused with 420 and named",
      [
        .ask(
          .a, .bare(.binding, [.unknownRequired]), .failure(420, rules: [.unknown(0x7F31)]))
      ]),
    Check(
      .messages, "unknown-optional", "RFC 8489 §14",
      "an unknown comprehension-optional attribute is ignored",
      [.ask(.a, .bare(.binding, [.unknownOptional]), .success())]),
    Check(
      .messages, "unknown-authenticated", "RFC 8489 §6.3.1",
      "an unknown attribute is complained of after authentication, with integrity",
      [
        .ask(.a, .bare(.allocate, [.transport(17), .unknownRequired]), .failure(401)),
        .ask(
          .a, .allocate([.unknownRequired]),
          .failure(420, rules: [.unknown(0x7F31), .signed])),
      ]),
    Check(
      .messages, "padding-received", "RFC 8489 §14", "padding may be of any bytes when received",
      [
        .ask(
          .a, .bare(.binding, [.padded(.software, [0x61], with: 0xFF)]), .success()),
        .ask(
          .a,
          .allocate([.padded(.software, [0x61, 0x62], with: 0xA5)]), .success(.signed)),
      ]),
    Check(
      .messages, "padding-sent", "RFC 8489 §14", "padding is of zero bytes when sent",
      [
        .ask(.a, .bare(.allocate), .failure(401, rules: [.zeroPadding])),
        .ask(.a, .bare(.allocate, [.realm]), .failure(401, rules: [.zeroPadding])),
        .ask(.a, .request(.refresh), .failure(437, rules: [.zeroPadding])),
        .ask(
          .a, .allocate([.value(.software, [UInt8](repeating: 0x5A, count: 511))]),
          .success(.zeroPadding)),
        .ask(.a, .bare(.binding, [.unknownRequired]), .failure(420, rules: [.zeroPadding])),
      ]),
    Check(
      .messages, "duplicate", "RFC 8489 §14", "only the first of two equal attributes counts",
      [
        .allocated(.a),
        .ask(
          .a, .request(.refresh, [.lifetime(900), .lifetime(0)]),
          .success(.lifetime(600...UInt32.max))),
      ]),
    Check(
      .messages, "error-code", "RFC 8489 §14.8", "ERROR-CODE is well-formed",
      [
        .ask(.a, .bare(.allocate), .failure(401, rules: [.errorFormat])),
        .ask(.a, .bare(.binding, [.unknownRequired]), .failure(420, rules: [.errorFormat])),
      ]),
  ]
}

extension Expectation {
  /// No answer.
  static let silence = Expectation().orSilence
}
