import SansIO
import Signal

/// What the options mean for rooms and pages.
struct RoomsPlan {
  /// How rooms are run.
  let configuration: SignalServer.Configuration

  /// Reads the pages and works out what browsers are told. A relay is offered if there is a secret
  /// to make credentials with.
  init(_ options: ServeOptions, secret: String?, log: Log) throws(RuntimeError) {
    var rooms = SignalServer.Configuration()
    rooms.publicURL = options.publicURL.map {
      SiteAddress(isSecure: $0.isSecure, authority: RoomsPlan.authority(of: $0))
    }
    rooms.origins = OriginPolicy([.sameHost] + options.origins + RoomsPlan.own(options.publicURL))
    rooms.trustedProxies = options.trustedProxies
    if let secret, !(options.turn + options.turns).isEmpty {
      rooms.relay = RelayOffer(secret: secret, host: options.publicURL?.host)
    }
    // For conformance suites, which come from one address with a connection for every case.
    if let path = Platform.variable("SIGNALD_TEST_ECHO") {
      rooms.echoPath = path
      rooms.linkBurst = 100_000
    }
    if let directory = try WebDirectory.find(
      explicit: options.webDirectory, binaryPath: Platform.binaryPath)
    {
      let web = try WebFiles(directory)
      rooms.files = web.files
      rooms.roomPage = web.roomPage
      log.info("serving the pages in \(directory.path)")
    } else {
      log.warning("there are no pages to serve; name their directory with --web")
    }
    configuration = rooms
  }

  private static func authority(of url: PublicURL) -> String {
    url.host + (url.port.map { ":\($0)" } ?? "")
  }

  private static func own(_ url: PublicURL?) -> [OriginPolicy.Pattern] {
    url.flatMap { OriginPolicy.Pattern($0.description) }.map { [$0] } ?? []
  }
}
