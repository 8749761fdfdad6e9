import SansIO
import StunTurn

// Permissions and CreatePermission: RFC 8656 sections 9 and 10.
extension Check {
  /// What a permission is.
  static let permissions: [Check] = [
    Check(
      .permissions, "success", "RFC 8656 §10.2", "a permission is granted and signed for",
      [
        .allocated(.a),
        .ask(
          .a, .request(.createPermission, [.peer(.peer(.p))]),
          .success(.signed).unlessForbidden),
      ]),
    Check(
      .permissions, "several", "RFC 8656 §10.2", "one request may name several peers",
      [
        .allocated(.a),
        .ask(
          .a, .request(.createPermission, [.peer(.peer(.p)), .peer(.peer(.q))]),
          .success().unlessForbidden),
      ]),
    Check(
      .permissions, "port", "RFC 8656 §9", "a permission is for an address, whatever the port",
      [
        .allocated(.a), .permitted(.a, .peerPort(1)),
        .say(.a, .send(hello, to: .peer(.p))),
        .hear(.p, .payload(hello, from: .relayed(.a))),
        .tell(.q, to: .relayed(.a), hello), .hear(.a, .data(hello, from: .peer(.q))),
      ]),
    Check(
      .permissions, "none-in", "RFC 8656 §11.3", "a peer without permission is not heard",
      [
        .allocated(.a), .tell(.p, to: .relayed(.a), hello), .quiet([.a]),
      ]),
    Check(
      .permissions, "none-out", "RFC 8656 §11.2",
      "Send to a peer without permission is dropped, "
        + "and makes none",
      [
        .allocated(.a), .say(.a, .send(hello, to: .peer(.p))), .quiet([.a, .p]),
        .tell(.p, to: .relayed(.a), hello), .quiet([.a]),
      ]),
    Check(
      .permissions, "not-shared", "RFC 8656 §9", "a permission holds for its own allocation only",
      [
        .allocated(.a), .allocated(.b), .permitted(.a, .peer(.p)),
        .say(.b, .send(hello, to: .peer(.p))), .quiet([.p]),
        .tell(.p, to: .relayed(.b), hello), .quiet([.b, .a]),
      ]),
  ]

  /// What clients and peers say to each other.
  static let hello: [UInt8] = Array("hello, peer".utf8)

  private static func refusing(
    _ word: String, _ title: String, _ codes: Expectation, _ parts: [Part]
  ) -> Check {
    Check(
      .permissions, word, "RFC 8656 §10.2", title,
      [.allocated(.a), .ask(.a, .request(.createPermission, parts), codes)])
  }

  /// What is no wish for a permission.
  static let permissionRefusals: [Check] = [
    refusing(
      "peer-missing", "a request without XOR-PEER-ADDRESS is refused with 400", .failure(400), []),
    refusing(
      "peer-malformed", "an XOR-PEER-ADDRESS of five bytes is refused with 400", .failure(400),
      [.value(.xorPeerAddress, [0, 1, 2, 3, 4])]),
    refusing(
      "peer-family-unknown", "an XOR-PEER-ADDRESS of an unknown family is refused",
      .failure(400, 440, 443), [.value(.xorPeerAddress, [0, 9, 2, 3, 4, 5, 6, 7])]),
    refusing(
      "peer-other-family", "a peer of the other family is refused with 443", .failure(443),
      [.peer(.otherFamily)]),
    Check(
      .permissions, "all-or-none", "RFC 8656 §10.2",
      "one peer that is refused leaves all of the request without permission",
      [
        .allocated(.a),
        .ask(
          .a,
          .request(
            .createPermission,
            [.peer(.peer(.p)), .value(.xorPeerAddress, [0, 1, 2, 3, 4]), .peer(.peer(.q))]),
          .failure(400, 403)),
        .say(.a, .send(hello, to: .peer(.p))), .tell(.p, to: .relayed(.a), hello),
        .quiet([.a, .p]),
      ]),
    Check(
      .permissions, "all-or-none-family", "RFC 8656 §10.2",
      "one peer of another family leaves all of the request without permission",
      [
        .allocated(.a),
        .ask(
          .a, .request(.createPermission, [.peer(.peer(.p)), .peer(.otherFamily)]),
          .failure(443, 400).unlessForbidden),
        .say(.a, .send(hello, to: .peer(.p))), .tell(.p, to: .relayed(.a), hello),
        .quiet([.a, .p]),
      ]),
  ]
}
