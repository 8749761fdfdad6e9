/// The number of an ERROR-CODE (RFC 8489 section 14.8), by the IANA registry "STUN Error Codes".
public struct ErrorCode: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
  /// 300 to 699.
  public let rawValue: UInt16

  /// Makes a code, or `nil` outside of 300 to 699.
  public init?(rawValue: UInt16) {
    guard (300...699).contains(rawValue) else { return nil }
    self.rawValue = rawValue
  }

  private init(_ number: UInt16) { rawValue = number }

  /// Ask another server (RFC 8489 section 10).
  public static let tryAlternate = ErrorCode(300)
  /// The request is malformed.
  public static let badRequest = ErrorCode(400)
  /// Credentials are missing or wrong.
  public static let unauthenticated = ErrorCode(401)
  /// Policy does not allow it (RFC 8656 section 19).
  public static let forbidden = ErrorCode(403)
  /// Mobility is not allowed (RFC 8016 section 4.1).
  public static let mobilityForbidden = ErrorCode(405)
  /// A comprehension-required attribute is not understood.
  public static let unknownAttribute = ErrorCode(420)
  /// The allocation is missing, or is there already (RFC 8656 section 19).
  public static let allocationMismatch = ErrorCode(437)
  /// The nonce is no longer valid.
  public static let staleNonce = ErrorCode(438)
  /// The address family is not supported (RFC 8656 section 19).
  public static let addressFamilyNotSupported = ErrorCode(440)
  /// These credentials did not make the allocation (RFC 8656 section 19).
  public static let wrongCredentials = ErrorCode(441)
  /// The transport to the peer is not supported (RFC 8656 section 19).
  public static let unsupportedTransportProtocol = ErrorCode(442)
  /// The peer is of another family than the relayed address (RFC 8656 section 19).
  public static let peerAddressFamilyMismatch = ErrorCode(443)
  /// There is a connection to this peer already (RFC 6062 section 6.3).
  public static let connectionAlreadyExists = ErrorCode(446)
  /// The peer could not be reached (RFC 6062 section 6.3).
  public static let connectionTimeoutOrFailure = ErrorCode(447)
  /// The user has enough allocations (RFC 8656 section 19).
  public static let allocationQuotaReached = ErrorCode(486)
  /// Both sides claim the same role (RFC 8445 section 16.2).
  public static let roleConflict = ErrorCode(487)
  /// Our own fault.
  public static let serverError = ErrorCode(500)
  /// Valid, but there is no room (RFC 8656 section 19).
  public static let insufficientCapacity = ErrorCode(508)

  /// A short reason phrase: long ones only serve whoever wants to reflect traffic.
  public var reason: StaticString {
    switch rawValue {
    case 300: "Try Alternate"
    case 400: "Bad Request"
    case 401: "Unauthenticated"
    case 403: "Forbidden"
    case 405: "Mobility Forbidden"
    case 420: "Unknown Attribute"
    case 437: "Allocation Mismatch"
    case 438: "Stale Nonce"
    case 440: "Address Family not Supported"
    case 441: "Wrong Credentials"
    case 442: "Unsupported Transport Protocol"
    case 443: "Peer Address Family Mismatch"
    case 446: "Connection Already Exists"
    case 447: "Connection Timeout or Failure"
    case 486: "Allocation Quota Reached"
    case 487: "Role Conflict"
    case 500: "Server Error"
    case 508: "Insufficient Capacity"
    default: ""
    }
  }
}
