/// The type of a STUN attribute, by the IANA registry "STUN Attributes".
public struct AttributeType: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
  /// The 16-bit number of the registry.
  public let rawValue: UInt16

  /// Makes a type from its number.
  @inlinable
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// Whether a receiver that does not know it must not go on (RFC 8489 section 14).
  @inlinable
  public var isComprehensionRequired: Bool { rawValue < 0x8000 }
}

/// RFC 8489.
extension AttributeType {
  /// MAPPED-ADDRESS, section 14.1.
  public static let mappedAddress = AttributeType(rawValue: 0x0001)
  /// USERNAME, section 14.3.
  public static let username = AttributeType(rawValue: 0x0006)
  /// MESSAGE-INTEGRITY, section 14.5.
  public static let messageIntegrity = AttributeType(rawValue: 0x0008)
  /// ERROR-CODE, section 14.8.
  public static let errorCode = AttributeType(rawValue: 0x0009)
  /// UNKNOWN-ATTRIBUTES, section 14.13.
  public static let unknownAttributes = AttributeType(rawValue: 0x000A)
  /// REALM, section 14.9.
  public static let realm = AttributeType(rawValue: 0x0014)
  /// NONCE, section 14.10.
  public static let nonce = AttributeType(rawValue: 0x0015)
  /// MESSAGE-INTEGRITY-SHA256, section 14.6.
  public static let messageIntegritySHA256 = AttributeType(rawValue: 0x001C)
  /// PASSWORD-ALGORITHM, section 14.12.
  public static let passwordAlgorithm = AttributeType(rawValue: 0x001D)
  /// USERHASH, section 14.4.
  public static let userHash = AttributeType(rawValue: 0x001E)
  /// XOR-MAPPED-ADDRESS, section 14.2.
  public static let xorMappedAddress = AttributeType(rawValue: 0x0020)
  /// PASSWORD-ALGORITHMS, section 14.11.
  public static let passwordAlgorithms = AttributeType(rawValue: 0x8002)
  /// ALTERNATE-DOMAIN, section 14.16.
  public static let alternateDomain = AttributeType(rawValue: 0x8003)
  /// SOFTWARE, section 14.14.
  public static let software = AttributeType(rawValue: 0x8022)
  /// ALTERNATE-SERVER, section 14.15.
  public static let alternateServer = AttributeType(rawValue: 0x8023)
  /// FINGERPRINT, section 14.7.
  public static let fingerprint = AttributeType(rawValue: 0x8028)
}

/// RFC 8656.
extension AttributeType {
  /// CHANNEL-NUMBER, section 18.1.
  public static let channelNumber = AttributeType(rawValue: 0x000C)
  /// LIFETIME, section 18.2.
  public static let lifetime = AttributeType(rawValue: 0x000D)
  /// XOR-PEER-ADDRESS, section 18.3.
  public static let xorPeerAddress = AttributeType(rawValue: 0x0012)
  /// DATA, section 18.4.
  public static let data = AttributeType(rawValue: 0x0013)
  /// XOR-RELAYED-ADDRESS, section 18.5.
  public static let xorRelayedAddress = AttributeType(rawValue: 0x0016)
  /// REQUESTED-ADDRESS-FAMILY, section 18.6.
  public static let requestedAddressFamily = AttributeType(rawValue: 0x0017)
  /// EVEN-PORT, section 18.7.
  public static let evenPort = AttributeType(rawValue: 0x0018)
  /// REQUESTED-TRANSPORT, section 18.8.
  public static let requestedTransport = AttributeType(rawValue: 0x0019)
  /// DONT-FRAGMENT, section 18.9.
  public static let dontFragment = AttributeType(rawValue: 0x001A)
  /// RESERVATION-TOKEN, section 18.10.
  public static let reservationToken = AttributeType(rawValue: 0x0022)
  /// ADDITIONAL-ADDRESS-FAMILY, section 18.11.
  public static let additionalAddressFamily = AttributeType(rawValue: 0x8000)
  /// ADDRESS-ERROR-CODE, section 18.12.
  public static let addressErrorCode = AttributeType(rawValue: 0x8001)
  /// ICMP, section 18.13.
  public static let icmp = AttributeType(rawValue: 0x8004)
}

/// Other documents of the family.
extension AttributeType {
  /// PRIORITY, RFC 8445 section 16.1.
  public static let priority = AttributeType(rawValue: 0x0024)
  /// USE-CANDIDATE, RFC 8445 section 16.1.
  public static let useCandidate = AttributeType(rawValue: 0x0025)
  /// ICE-CONTROLLED, RFC 8445 section 16.1.
  public static let iceControlled = AttributeType(rawValue: 0x8029)
  /// ICE-CONTROLLING, RFC 8445 section 16.1.
  public static let iceControlling = AttributeType(rawValue: 0x802A)
  /// CHANGE-REQUEST, RFC 5780 section 7.2.
  public static let changeRequest = AttributeType(rawValue: 0x0003)
  /// PADDING, RFC 5780 section 7.6.
  public static let padding = AttributeType(rawValue: 0x0026)
  /// RESPONSE-PORT, RFC 5780 section 7.5.
  public static let responsePort = AttributeType(rawValue: 0x0027)
  /// CACHE-TIMEOUT, RFC 5780 section 9.2.
  public static let cacheTimeout = AttributeType(rawValue: 0x8027)
  /// RESPONSE-ORIGIN, RFC 5780 section 7.3.
  public static let responseOrigin = AttributeType(rawValue: 0x802B)
  /// OTHER-ADDRESS, RFC 5780 section 7.4.
  public static let otherAddress = AttributeType(rawValue: 0x802C)
  /// CONNECTION-ID, RFC 6062 section 6.2.1.
  public static let connectionID = AttributeType(rawValue: 0x002A)
  /// MOBILITY-TICKET, RFC 8016 section 4.1.
  public static let mobilityTicket = AttributeType(rawValue: 0x8030)
  /// ACCESS-TOKEN, RFC 7635 section 6.2.
  public static let accessToken = AttributeType(rawValue: 0x001B)
  /// THIRD-PARTY-AUTHORIZATION, RFC 7635 section 6.1.
  public static let thirdPartyAuthorization = AttributeType(rawValue: 0x802E)
  /// ECN-CHECK STUN, RFC 6679 section 7.2.2.
  public static let ecnCheck = AttributeType(rawValue: 0x802D)
  /// TRANSACTION_TRANSMIT_COUNTER, RFC 7982 section 3.1.
  public static let transactionTransmitCounter = AttributeType(rawValue: 0x8025)
}
