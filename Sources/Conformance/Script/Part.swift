import SansIO
import StunTurn

/// One attribute of a draft, in the order of the wire.
enum Part: Hashable, Sendable {
  /// An attribute with this value.
  case value(AttributeType, [UInt8])
  /// An attribute whose padding is made of this byte.
  case padded(AttributeType, [UInt8], with: UInt8)
  /// An attribute that claims a length of its own.
  case declaring(Int, AttributeType, [UInt8])
  /// An XOR-…-ADDRESS.
  case place(AttributeType, Place)
  /// An XOR-PEER-ADDRESS of 128 bits, IPv4-mapped ones included.
  case mappedPeer(high: UInt64, low: UInt64)
  /// USERNAME.
  case username(Identity)
  /// USERHASH.
  case userHash(Identity)
  /// REALM as learned.
  case realm
  /// NONCE as learned by this client.
  case nonce
  /// NONCE as learned by another client.
  case nonceOf(Line)
  /// PASSWORD-ALGORITHM.
  case algorithm(UInt16)
  /// PASSWORD-ALGORITHMS as the server sent it.
  case offeredAlgorithms
  /// A value copied from the last answer to a client: a token, a ticket, an id.
  case copied(AttributeType, from: Line)
  /// REQUESTED-ADDRESS-FAMILY where the peers need one that is not the default.
  case peerFamily
  /// MESSAGE-INTEGRITY or MESSAGE-INTEGRITY-SHA256 over what comes before.
  case signed(Signature)
  /// FINGERPRINT over what comes before.
  case fingerprint(isRight: Bool)
}

extension Part {
  /// An attribute whose value is a 32-bit number.
  static func number(_ type: AttributeType, _ value: UInt32) -> Part {
    .value(type, [UInt8](uint32: value))
  }

  /// REQUESTED-TRANSPORT of an IP protocol (RFC 8656 section 18.8).
  static func transport(_ number: UInt8) -> Part {
    .value(.requestedTransport, [number, 0, 0, 0])
  }

  /// LIFETIME in seconds.
  static func lifetime(_ seconds: UInt32) -> Part { number(.lifetime, seconds) }

  /// REQUESTED-ADDRESS-FAMILY: 1 is IPv4, 2 is IPv6.
  static func family(_ number: UInt8) -> Part {
    .value(.requestedAddressFamily, [number, 0, 0, 0])
  }

  /// ADDITIONAL-ADDRESS-FAMILY: 1 is IPv4, 2 is IPv6.
  static func additionalFamily(_ number: UInt8) -> Part {
    .value(.additionalAddressFamily, [number, 0, 0, 0])
  }

  /// EVEN-PORT.
  static func evenPort(reserving: Bool) -> Part { .value(.evenPort, [reserving ? 0x80 : 0]) }

  /// CHANNEL-NUMBER.
  static func channel(_ number: UInt16) -> Part {
    .value(.channelNumber, [UInt8](uint16: number) + [0, 0])
  }

  /// XOR-PEER-ADDRESS.
  static func peer(_ place: Place) -> Part { .place(.xorPeerAddress, place) }

  /// DATA.
  static func data(_ payload: [UInt8]) -> Part { .value(.data, payload) }

  /// An attribute nobody knows, which must be understood.
  static let unknownRequired = Part.value(AttributeType(rawValue: 0x7F31), [1, 2, 3, 4])

  /// An attribute nobody knows, which may be ignored.
  static let unknownOptional = Part.value(AttributeType(rawValue: 0xBF31), [1, 2, 3, 4])

  /// What the long-term mechanism asks for, as RFC 5389 had it and every server knows it.
  static let credentials: [Part] = [.username(.user), .realm, .nonce, .signed(.sha1(.user))]

  /// What the long-term mechanism asks for in the form of RFC 8489.
  static let modernCredentials: [Part] = [
    .username(.user), .realm, .nonce, .offeredAlgorithms, .algorithm(2),
    .signed(.sha256(.user, count: 32)),
  ]
}
