/// The parameters of a call. Many values are strings that hold JSON, and have to be.
struct CallParameters {
  /// What only a member is told.
  struct Membership {
    /// The room.
    let room: RoomName
    /// Who the member is.
    let client: ClientID
    /// Whether it makes the offer.
    let isInitiator: Bool
    /// What the other one wrote so far.
    let letters: [Letter]
  }

  /// Where this server is.
  let site: SiteAddress
  /// What the page's query asks for.
  let options: CallOptions
  /// The key for the ICE configuration; `nil` if there are no relays.
  let relayKey: String?

  /// Writes all members of the object.
  func write(_ membership: Membership?, to writer: inout JSONWriter) {
    if let membership { write(membership, to: &writer) }
    writer.member("wss_url", site.webSocketURL)
    writer.member("wss_post_url", site.origin + "/ws")
    writer.member(
      "ice_server_url", relayKey.map { "\(site.origin)/v1alpha/iceconfig?key=\($0)" } ?? "")
    writer.member("ice_server_transports", options.iceServerTransports)
    writer.member("pc_config", connection)
    writer.member("pc_constraints", options.connectionConstraints)
    writer.member("offer_options", "{}")
    writer.member("media_constraints", options.mediaConstraints)
    writer.member("is_loopback", options.isLoopback ? "true" : "false")
    writer.member("bypass_join_confirmation", "false")
    writer.member("version_info", "null")
    writer.member("include_loopback_js", "")
    writer.key("error_messages")
    writer.strings([])
    writer.key("warning_messages")
    writer.strings(options.warnings)
    writer.key("header_message")
    writer.null()
  }

  private func write(_ membership: Membership, to writer: inout JSONWriter) {
    let query = options.query.isEmpty ? "" : "?\(options.query)"
    writer.member("room_id", "\(membership.room)")
    writer.member("room_link", "\(site.origin)/r/\(membership.room)\(query)")
    writer.member("client_id", "\(membership.client)")
    writer.member("is_initiator", membership.isInitiator ? "true" : "false")
    writer.key("messages")
    writer.beginArray()
    for letter in membership.letters { writer.string(letter) }
    writer.endArray()
  }

  /// Relays are not told of here: Android reads a list of URLs here as if it were one.
  private var connection: String {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("iceServers")
    writer.strings([])
    writer.member("bundlePolicy", "max-bundle")
    writer.member("rtcpMuxPolicy", "require")
    if !options.iceTransports.isEmpty { writer.member("iceTransports", options.iceTransports) }
    writer.endObject()
    return writer.text
  }
}
