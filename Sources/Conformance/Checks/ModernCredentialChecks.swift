import SansIO
import StunTurn

// What RFC 8489 added to the long-term mechanism; for servers that offer it.
extension Check {
  private static func offered(_ steps: [Step]) -> [Step] {
    [
      .ask(.a, .bare(.allocate), .failure(401)),
      .require("the server offers no PASSWORD-ALGORITHMS") { scene in
        scene[.a].challenge?.algorithms != nil
      },
    ] + steps
  }

  private static func allocate(_ parts: [Part]) -> Draft {
    .bare(.allocate, [.transport(17), .peerFamily] + parts)
  }

  private static let named: [Part] = [.username(.user), .realm, .nonce]
  private static let sha256 = Part.signed(.sha256(.user, count: 32))

  /// MESSAGE-INTEGRITY-SHA256, USERHASH, PASSWORD-ALGORITHMS.
  static let modern: [Check] = [
    Check(
      .authentication, "algorithms-offered", "RFC 8489 §9.2.1",
      "a nonce that begins with the cookie goes with PASSWORD-ALGORITHMS, and the other way round",
      [
        .ask(.a, .bare(.allocate), .failure(401)),
        .verify("the cookie obMatJos2 with its bit exactly where there is a list") { scene in
          guard let challenge = scene[.a].challenge else { return "no challenge" }
          let promises = Check.promisesAlgorithms(challenge.nonce)
          return promises == (challenge.algorithms != nil)
            ? nil : promises ? "the cookie without the list" : "the list without the cookie"
        },
      ]),
    Check(
      .authentication, "sha256", "RFC 8489 §9.2.4",
      "SHA-256 is accepted where it is offered, and answered with MESSAGE-INTEGRITY-SHA256",
      offered([
        .ask(
          .a, allocate(Part.modernCredentials), .success(.signedBySHA256(keyedBy: .sha256)))
      ])),
    Check(
      .authentication, "sha256-md5-key", "RFC 8489 §9.2.4",
      "the algorithm of the key and that of integrity are independent",
      offered([
        .ask(
          .a,
          allocate(
            named + [.offeredAlgorithms, .algorithm(1), .signed(.sha256KeyedByMD5(.user))]),
          .success(.signedBySHA256(keyedBy: .md5)))
      ])),
    Check(
      .authentication, "algorithms-ignored", "RFC 8489 §9.2.4",
      "a client that sends neither algorithm attribute is taken for one of RFC 5389",
      offered([.ask(.a, .allocate(), .success(.signed))])),
    Check(
      .authentication, "userhash", "RFC 8489 §9.2.4, §14.4",
      "USERHASH stands for USERNAME where the cookie says so",
      offered([
        .require("the nonce does not announce USERHASH") { scene in
          Check.promisesUserHash(scene[.a].challenge?.nonce ?? [])
        },
        .ask(
          .a,
          allocate([
            .userHash(.user), .realm, .nonce, .offeredAlgorithms, .algorithm(2), sha256,
          ]), .success(.signedBySHA256(keyedBy: .sha256))),
      ])),
    Check(
      .authentication, "username-and-userhash", "RFC 8489 §9.2.4",
      "a request that lacks both USERNAME and USERHASH is refused with 400",
      offered([
        .ask(
          .a, allocate([.realm, .nonce, .offeredAlgorithms, .algorithm(2), sha256]),
          .failure(400, rules: [.without(.nonce, .realm)]))
      ])),
    Check(
      .authentication, "sha256-truncated", "RFC 8489 §14.6",
      "MESSAGE-INTEGRITY-SHA256 may be cut to 16 bytes, and not to 12",
      offered([
        .ask(
          .a,
          allocate(
            named + [
              .offeredAlgorithms, .algorithm(2), .signed(.sha256(.user, count: 12)),
            ]), .failure(400, 401)),
        .ask(
          .a,
          allocate(
            named + [
              .offeredAlgorithms, .algorithm(2), .signed(.sha256(.user, count: 16)),
            ]), .success()),
      ])),
    Check(
      .security, "bid-down-list-missing", "RFC 8489 §9.2.4",
      "PASSWORD-ALGORITHM without the list is refused with 400",
      offered([
        .ask(.a, allocate(named + [.algorithm(2), sha256]), .failure(400))
      ])),
    Check(
      .security, "bid-down-choice-missing", "RFC 8489 §9.2.4",
      "the list without PASSWORD-ALGORITHM is refused with 400",
      offered([
        .ask(.a, allocate(named + [.offeredAlgorithms, sha256]), .failure(400))
      ])),
    Check(
      .security, "bid-down-list-altered", "RFC 8489 §9.2.4",
      "a list that is not the one sent with the nonce is refused with 400",
      offered([
        .ask(
          .a,
          allocate(
            named + [
              .value(.passwordAlgorithms, [0, 9, 0, 0, 0, 1, 0, 0]), .algorithm(1),
              .signed(.sha1(.user)),
            ]), .failure(400))
      ])),
    Check(
      .security, "bid-down-choice-foreign", "RFC 8489 §9.2.4",
      "an algorithm that is not in the list is refused with 400",
      offered([
        .ask(
          .a, allocate(named + [.offeredAlgorithms, .algorithm(0x0FFF), sha256]), .failure(400))
      ])),
  ]

  /// The security feature bits of a nonce: `obMatJos2` and four characters of base 64.
  private static func features(_ nonce: [UInt8]) -> [UInt8]? {
    let cookie = Array("obMatJos2".utf8)
    guard nonce.starts(with: cookie), nonce.count >= cookie.count + 4 else { return nil }
    let text = String(decoding: nonce[cookie.count..<cookie.count + 4], as: UTF8.self)
    return Base64.decode(text)
  }

  private static func promisesAlgorithms(_ nonce: [UInt8]) -> Bool {
    // Bit 0 is taken for the first of 24 by some and for the last by others.
    features(nonce).map { $0[0] & 0x80 != 0 || $0[2] & 0x01 != 0 } ?? false
  }

  private static func promisesUserHash(_ nonce: [UInt8]) -> Bool {
    features(nonce).map { $0[0] & 0x40 != 0 || $0[2] & 0x02 != 0 } ?? false
  }
}
