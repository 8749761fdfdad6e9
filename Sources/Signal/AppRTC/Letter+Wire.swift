extension Letter {
  /// The message that brings it to a WebSocket, both keys always there.
  var json: [UInt8] {
    Array(#"{"msg":""#.utf8) + escaped + Array("\",\"error\":\"\"}\n".utf8)
  }
}
