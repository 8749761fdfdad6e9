import Foundation
import Reactor
import SansIO
import Testing

/// Debian's TURN server, for trying our clients on a server that is not ours.
struct Coturn {
  /// The port of UDP and TCP.
  let port: UInt16
  /// The port of TLS.
  let tlsPort: UInt16
  /// The certificate of TLS, signed by nobody else.
  let certificate: String

  /// Starts it with the user u and the password p, lends it, and ends it.
  static func with<R>(_ body: (Coturn) async throws -> R) async throws -> R {
    try await Scratch.with { scratch in
      let made = try SelfSignedCertificate.make(names: [], addresses: [.loopbackV4])
      let certificate = try scratch.file("certificate.pem", made.certificatePEM)
      let key = try scratch.file("key.pem", made.keyPEM)
      let (port, tlsPort) = (try Ports.freePair(), try Ports.freePair())
      let words = [
        "-n", "--lt-cred-mech", "-u", "u:p", "-r", "coturn.example",
        "-L", "127.0.0.1", "-E", "127.0.0.1", "--allow-loopback-peers", "--no-cli",
        "-p", "\(port)", "--tls-listening-port", "\(tlsPort)", "--cert", certificate,
        "--pkey", key, "--userdb", scratch.path("users"), "--pidfile", scratch.path("pid"),
        "--log-file", scratch.path("log"), "--no-stdout-log",
      ]
      let server = try Running(.system("turnserver"), words, in: scratch)
      try await server.wait("its ports") {
        if server.hasEnded { throw Failure("turnserver ended: \(server.output)\(server.errors)") }
        return try Ports.isTaken(udp: port) && Ports.isListening(tcp: port)
          && Ports.isListening(tcp: tlsPort)
      }
      let result = try await body(
        Coturn(port: port, tlsPort: tlsPort, certificate: certificate))
      // A test's threads may have blocked gentler signals, and a child inherits that.
      server.signal(SIGKILL)
      _ = try await server.status()
      return result
    }
  }
}
