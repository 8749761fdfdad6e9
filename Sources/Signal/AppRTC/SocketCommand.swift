import SansIO

/// What a client says on its WebSocket.
enum SocketCommand: Hashable, Sendable {
  /// It is this member of this room.
  case register(RoomName, ClientID)
  /// This is for the other one; `nil` if there is nothing in it.
  case send(Letter?)

  private static let limits = JSONLimits(maximumCount: .max)

  /// Parses a message; throws what the client is told about it.
  init(parsing message: RawSpan) throws(SocketComplaint) {
    let object: JSONObject
    do throws(JSONError) {
      object = try JSONObject(parsing: message, limits: SocketCommand.limits)
    } catch {
      throw .unreadable(error)
    }
    for name in ["cmd", "roomid", "clientid", "msg"] {
      if let value = object[name], value.kind != .string && value.kind != .null {
        throw .wrongKind(name)
      }
    }
    switch object["cmd"]?.string {
    case "register":
      guard let room = object["roomid"]?.string.flatMap({ RoomName($0) }),
        let client = object["clientid"]?.string.flatMap({ ClientID($0) })
      else { throw .missingIDs }
      self = .register(room, client)
    case "send":
      guard let text = object["msg"]?.escapedText, !text.isEmpty else {
        self = .send(nil)
        return
      }
      self = .send(Letter(escaped: text.copied()))
    default: throw .unknownCommand
    }
  }
}
