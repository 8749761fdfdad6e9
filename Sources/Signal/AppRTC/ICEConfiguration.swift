/// What the ICE configuration endpoint answers.
struct ICEConfiguration {
  /// The relays' URLs.
  let relayURLs: [String]
  /// The STUN servers' URLs.
  let stunURLs: [String]
  /// The user name for the relays.
  let username: String
  /// The password for the relays.
  let password: String
  /// How many seconds both are good for.
  let seconds: Int64

  /// The answer.
  var json: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("lifetimeDuration", "\(seconds).000s")
    writer.key("iceServers")
    writeServers(to: &writer)
    writer.endObject()
    return writer.bytes
  }

  /// Writes the list of servers. `urls` are lists always, and STUN stands alone, since a client
  /// that wants one transport writes it behind the URLs of an entry.
  func writeServers(to writer: inout JSONWriter) {
    writer.beginArray()
    if !relayURLs.isEmpty {
      writer.beginObject()
      writer.key("urls")
      writer.strings(relayURLs)
      writer.member("username", username)
      writer.member("credential", password)
      writer.endObject()
    }
    if !stunURLs.isEmpty {
      writer.beginObject()
      writer.key("urls")
      writer.strings(stunURLs)
      writer.endObject()
    }
    writer.endArray()
  }
}
