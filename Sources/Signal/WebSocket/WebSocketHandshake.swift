import SansIO
import SignaldCrypto

/// A request to speak WebSocket that may be answered with 101 (RFC 6455 section 4.2).
///
/// Offers of extensions are neither read nor taken: without an answer to them none is in use.
public struct WebSocketHandshake: Hashable, Sendable {
  /// What the answer proves the key was read with.
  public let accept: String
  /// The protocol both speak: the first of the client's that is one of ours, `nil` without one.
  public let chosenProtocol: String?

  private static let guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
  /// The most protocols a client may offer.
  static let maximumProtocols = 16

  /// Checks a request; throws the status it is refused with: 400, 403 for its origin, or 426 when
  /// it asks for no WebSocket or one of another version.
  public init(
    _ head: borrowing RequestHead, origins: OriginPolicy, protocols: [String]
  ) throws(HTTPStatus) {
    guard head.method == .get, head.minorVersion > 0 else { throw .badRequest }
    guard head.list("upgrade", holds: "websocket"), head.list("connection", holds: "upgrade")
    else { throw .upgradeRequired }
    // A body, even one of no bytes, has no place here: what follows are frames.
    guard head.count(of: "content-length") == 0, head.count(of: "transfer-encoding") == 0,
      head.count(of: "sec-websocket-key") == 1, head.count(of: "sec-websocket-version") <= 1
    else { throw .badRequest }
    guard head.first("sec-websocket-version")?.equals("13") == true else {
      throw .upgradeRequired
    }
    guard let key = head.first("sec-websocket-key")?.text, Base64.decode(key)?.count == 16
    else { throw .badRequest }
    guard origins.allows(head) else { throw .forbidden }
    chosenProtocol = try Self.choose(head, protocols)
    accept = Base64.encode(Digest.of(.sha1, key + Self.guid).array)
  }

  private static func choose(
    _ head: borrowing RequestHead, _ known: [String]
  ) throws(HTTPStatus) -> String? {
    var offers = 0
    var chosen: String?
    var fields = head.fields
    while let field = fields.next() {
      guard field.name.equalsIgnoringCase("sec-websocket-protocol") else { continue }
      var members = ListIterator(field.value)
      while let member = members.next() {
        offers += 1
        guard offers <= maximumProtocols else { throw .badRequest }
        for offset in 0..<member.byteCount {
          guard ASCII.isToken(member.uint8(at: offset)) else { throw .badRequest }
        }
        if chosen == nil { chosen = known.first { member.equals($0) } }
      }
    }
    return chosen
  }

  /// The answer that begins the WebSocket.
  public var response: Response {
    var response = Response(.switchingProtocols)
    response.add("Upgrade", "websocket")
    response.add("Sec-WebSocket-Accept", accept)
    if let chosenProtocol { response.add("Sec-WebSocket-Protocol", chosenProtocol) }
    return response
  }

  /// The answer to a request that was refused: 426 tells what would be understood.
  public static func refusal(_ status: HTTPStatus) -> Response {
    var response = Response(status)
    if status == .upgradeRequired {
      response.add("Upgrade", "websocket")
      response.add("Sec-WebSocket-Version", "13")
    }
    return response
  }
}
