/// What a client is told that did something wrong on its WebSocket, in the words of Collider.
enum SocketComplaint: Error, Hashable, Sendable {
  /// It registered before.
  case registeredTwice
  /// The ids are missing, or no ids.
  case missingIDs
  /// Two others are in the room.
  case roomIsFull
  /// The id has a live socket.
  case duplicate
  /// It has to register first.
  case unregistered
  /// It sent nothing.
  case missingMessage
  /// The command is not known. The one case in which the socket stays open.
  case unknownCommand
  /// The message is no JSON object.
  case unreadable(JSONError)
  /// A member of the object is no string.
  case wrongKind(String)

  /// The text.
  var text: String {
    switch self {
    case .registeredTwice: "Duplicated register request"
    case .missingIDs: "Invalid register request: missing 'clientid' or 'roomid'"
    case .roomIsFull: "Max room capacity reached"
    case .duplicate: "Duplicated registration"
    case .unregistered: "Client not registered"
    case .missingMessage: "Invalid send request: missing 'msg'"
    case .unknownCommand: "Invalid message: unexpected 'cmd'"
    case .unreadable(let error):
      error.reason == .truncated
        ? "websocket.JSON.Receive error: unexpected end of JSON input"
        : "websocket.JSON.Receive error: invalid JSON at byte \(error.offset)"
    case .wrongKind(let name): "websocket.JSON.Receive error: '\(name)' is not a string"
    }
  }

  /// The message that tells it, both keys always there.
  var json: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("msg", "")
    writer.member("error", text)
    writer.endObject()
    return writer.bytes + [ASCII.lineFeed]
  }
}
