import SansIO
import SignaldKit

/// What somebody needs to know who starts the server for the first time: where to go.
struct Welcome {
  /// One line each.
  private(set) var lines: [String] = []

  /// Says where browsers find the pages, from here and from elsewhere.
  init(_ listening: Service.Listening, _ configuration: Service.Configuration) {
    if let site = configuration.rooms.publicURL {
      lines.append("open \(site.isSecure ? "https" : "http")://\(site.authority)/")
      return
    }
    guard let local = (listening.http + listening.https).first else { return }
    let isSecure = listening.http.isEmpty
    lines.append("open \(Welcome.url(local, isSecure: isSecure, at: .loopbackV4))")
    guard let away = configuration.relays.first?.shown, !away.isLoopback else { return }
    if let secure = listening.https.first {
      lines.append("from another machine: \(Welcome.url(secure, isSecure: true, at: away))")
    } else {
      lines.append("from another machine: \(Welcome.url(local, isSecure: false, at: away))")
      lines.append(
        "browsers give cameras only to https and to this machine itself: start with --dev-tls to "
          + "try it, or with --https, --certificate and --key")
    }
  }

  /// The URL of a listener; one on all addresses is reached at `fallback`.
  private static func url(
    _ listener: Endpoint, isSecure: Bool, at fallback: IPAddress
  ) -> String {
    let address = listener.address.isUnspecified ? fallback : listener.address
    // By name: which address it stands for is the host's business, which may have but one family.
    let host = address.isLoopback ? "localhost" : nil
    let endpoint = Endpoint(address: address, port: listener.port)
    return (isSecure ? "https://" : "http://")
      + (host.map { "\($0):\(listener.port)" } ?? endpoint.description) + "/"
  }
}
