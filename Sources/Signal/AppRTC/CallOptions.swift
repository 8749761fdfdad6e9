import SansIO

/// What a page's query asks of a call, and what becomes of it in the parameters.
///
/// `wshpp`, `wstls` and `ts` are ignored on purpose: a link somebody made could send the
/// signalling, or the question for relays, of whoever follows it to a server of theirs.
struct CallOptions: Hashable, Sendable {
  /// Whether the call is with oneself (`debug=loopback`).
  let isLoopback: Bool
  /// Which candidates may be used (`it`), "" for all.
  let iceTransports: String
  /// Which relay transports are kept by the client (`tt`), "" for all.
  let iceServerTransports: String
  /// What `getUserMedia` is asked for, as a JSON text.
  let mediaConstraints: String
  /// The old constraints of the connection, as a JSON text.
  let connectionConstraints: String
  /// What the user should know about the query.
  let warnings: [String]
  /// The query as it came, for the link to the room.
  let query: String

  private static let chromeVideo = "optional:minWidth=1280,optional:minHeight=720"
  private static let hdVideo = "mandatory:minWidth=1280,mandatory:minHeight=720"

  /// Reads a query; the defaults depend on the browser.
  init(_ target: borrowing RequestTarget, userAgent: String) {
    let isLoopback = target.parameter("debug") == "loopback"
    self.isLoopback = (target.parameter("debug") ?? "") == "loopback"
    iceTransports = (target.parameter("it") ?? "")
    iceServerTransports = (target.parameter("tt") ?? "")
    query = target.query.text ?? ""
    var warnings: [String] = []
    var video = (target.parameter("video") ?? "")
    let hd = (target.parameter("hd") ?? "").lowercased()
    if !hd.isEmpty && !video.isEmpty {
      warnings.append("The \"hd\" parameter has overridden video=\(video)")
    }
    if hd == "true" {
      video = Self.hdVideo
    } else if hd.isEmpty && video.isEmpty && Self.isDesktopChrome(userAgent) {
      video = Self.chromeVideo
    }
    if !(target.parameter("minre") ?? "").isEmpty || !(target.parameter("maxre") ?? "").isEmpty {
      warnings.append(
        "The \"minre\" and \"maxre\" parameters are no longer supported. Use \"video\" instead.")
    }
    self.warnings = warnings
    mediaConstraints = MediaConstraints.text(
      audio: (target.parameter("audio") ?? ""), video: video,
      isFake: !(target.parameter("firefox_fake_device") ?? "").isEmpty)
    connectionConstraints = Self.connection(
      dtls: isLoopback ? "false" : (target.parameter("dtls") ?? ""),
      dscp: (target.parameter("dscp") ?? ""),
      ipv6: (target.parameter("ipv6") ?? ""))
  }

  private static func isDesktopChrome(_ userAgent: String) -> Bool {
    userAgent.contains("Chrome") && !userAgent.contains("Android")
  }

  private static func connection(dtls: String, dscp: String, ipv6: String) -> String {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("optional")
    writer.beginArray()
    let wishes = [("DtlsSrtpKeyAgreement", dtls), ("googDscp", dscp), ("googIPv6", ipv6)]
    for (name, text) in wishes {
      let text = text.lowercased()
      guard text == "true" || text == "false" else { continue }
      writer.beginObject()
      writer.key(name)
      writer.bool(text == "true")
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
    return writer.text
  }
}
