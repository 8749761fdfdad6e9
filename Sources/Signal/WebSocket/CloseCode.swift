/// Why a WebSocket ends (RFC 6455 section 7.4); thrown, it ends one.
public struct CloseCode: RawRepresentable, Hashable, Sendable, Error {
  /// The number.
  public let rawValue: UInt16
  /// Makes the code of this number, whether it may be sent or not.
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// All is done.
  public static let normal = CloseCode(rawValue: 1000)
  /// The end goes away, as a server does that stops.
  public static let goingAway = CloseCode(rawValue: 1001)
  /// The peer broke the protocol.
  public static let protocolError = CloseCode(rawValue: 1002)
  /// The peer sent a kind of data we do not take.
  public static let unsupportedData = CloseCode(rawValue: 1003)
  /// Never sent: the close frame had no code.
  public static let none = CloseCode(rawValue: 1005)
  /// Never sent: the connection ended without a close frame.
  public static let abnormal = CloseCode(rawValue: 1006)
  /// A text message was not UTF-8.
  public static let invalidText = CloseCode(rawValue: 1007)
  /// The peer broke a rule of ours.
  public static let policyViolation = CloseCode(rawValue: 1008)
  /// A message was larger than we take.
  public static let messageTooBig = CloseCode(rawValue: 1009)
  /// The service restarts; come again.
  public static let serviceRestart = CloseCode(rawValue: 1012)
  /// There is too much to do; come again later.
  public static let tryAgainLater = CloseCode(rawValue: 1013)
  /// Nobody said in time who they are.
  public static let registrationTimeout = CloseCode(rawValue: 4408)
  /// The peer sent more than its rate allows.
  public static let tooManyMessages = CloseCode(rawValue: 4429)

  /// Whether it may stand in a close frame: registered by IANA for that, or 3000 to 4999.
  public var mayBeSent: Bool {
    switch rawValue {
    case 1000...1003, 1007...1014, 3000...4999: true
    default: false
    }
  }
}
