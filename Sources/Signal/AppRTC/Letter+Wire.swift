extension Letter {
  private static let opening = Array(#"{"msg":""#.utf8)
  private static let ending = Array("\",\"error\":\"\"}\n".utf8)

  /// The message that brings it to a WebSocket, both keys always there.
  var json: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Letter.opening.count + escaped.count + Letter.ending.count)
    bytes += Letter.opening
    bytes += escaped
    bytes += Letter.ending
    return bytes
  }
}
