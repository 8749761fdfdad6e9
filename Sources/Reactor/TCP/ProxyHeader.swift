import SansIO

/// What a proxy puts in front of a stream to tell whom it speaks for: the PROXY protocol, versions
/// 1 and 2.
struct ProxyHeader: Hashable {
  /// What the first bytes of a stream are.
  enum Reading: Hashable {
    /// A whole header.
    case header(ProxyHeader)
    /// The beginning of one.
    case incomplete
    /// None.
    case malformed
  }

  /// The longest header of version 1 with its line end.
  static let textLimit = 107
  /// The most a header of version 2 may carry: addresses, and what proxies add to them.
  static let payloadLimit = 2_048

  private static let signature: [UInt8] = [
    0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A,
  ]
  private static let word = Array("PROXY ".utf8)

  /// The client; `nil` if the proxy speaks for itself or does not say for whom.
  let source: Endpoint?
  /// How many bytes the header has.
  let count: Int

  /// Reads the first bytes of a stream.
  static func parse(_ bytes: RawSpan) -> Reading {
    if begins(bytes, with: word) {
      return bytes.byteCount < word.count ? .incomplete : parseText(bytes)
    }
    if begins(bytes, with: signature) {
      return bytes.byteCount < 16 ? .incomplete : parseBinary(bytes)
    }
    return .malformed
  }

  /// Whether both are equal as far as both go.
  private static func begins(_ bytes: RawSpan, with expected: [UInt8]) -> Bool {
    (0..<min(bytes.byteCount, expected.count)).allSatisfy { bytes.uint8(at: $0) == expected[$0] }
  }

  // MARK: Version 1

  private static func parseText(_ bytes: RawSpan) -> Reading {
    let most = min(bytes.byteCount, textLimit)
    guard let end = (0..<most).first(where: { bytes.uint8(at: $0) == 0x0D }) else {
      return most < textLimit ? .incomplete : .malformed
    }
    guard end + 1 < most else { return most < textLimit ? .incomplete : .malformed }
    guard bytes.uint8(at: end + 1) == 0x0A else { return .malformed }
    let line = String(decoding: bytes.extracting(word.count..<end).copied(), as: UTF8.self)
    let words = line.split(separator: " ", omittingEmptySubsequences: false)
    if words.first == "UNKNOWN" {
      return .header(ProxyHeader(source: nil, count: end + 2))
    }
    guard words.count == 5, let family = family(named: words[0]),
      let source = IPAddress(words[1]), let target = IPAddress(words[2]),
      words[1].contains(":") == (family == .v6), words[2].contains(":") == (family == .v6),
      target.family == source.family, let port = port(words[3]), Self.port(words[4]) != nil
    else { return .malformed }
    return .header(
      ProxyHeader(source: Endpoint(address: source, port: port), count: end + 2))
  }

  private static func family(named word: Substring) -> IPAddress.Family? {
    switch word {
    case "TCP4": .v4
    case "TCP6": .v6
    default: nil
    }
  }

  private static func port(_ digits: Substring) -> UInt16? {
    guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      digits.count == 1 || !digits.hasPrefix("0")
    else { return nil }
    return UInt16(digits)
  }

  // MARK: Version 2

  private static func parseBinary(_ bytes: RawSpan) -> Reading {
    let payload = Int(bytes.uint16(at: 14))
    guard bytes.uint8(at: 12) >> 4 == 2, payload <= payloadLimit else { return .malformed }
    let (family, transport) = (bytes.uint8(at: 13) >> 4, bytes.uint8(at: 13) & 15)
    let needed = [0: 0, 1: 12, 2: 36, 3: 216][family]
    guard let needed, transport <= 2, bytes.uint8(at: 12) & 15 <= 1 else { return .malformed }
    let isForwarded = bytes.uint8(at: 12) & 15 == 1
    guard !isForwarded || payload >= needed else { return .malformed }
    guard bytes.byteCount >= 16 + payload else { return .incomplete }
    var source: Endpoint?
    // A connection of the proxy's own says nothing of a client, and neither do other families.
    if isForwarded, transport == 1 {
      switch family {
      case 1:
        source = Endpoint(address: .v4(bytes.uint32(at: 16)), port: bytes.uint16(at: 24))
      case 2:
        let address = IPAddress.v6(high: bytes.uint64(at: 16), low: bytes.uint64(at: 24))
        source = Endpoint(address: address, port: bytes.uint16(at: 48))
      default: break
      }
    }
    return .header(ProxyHeader(source: source, count: 16 + payload))
  }
}
