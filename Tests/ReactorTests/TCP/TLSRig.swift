import SansIO

@testable import Reactor

/// What a server and a client need to speak TLS with one another.
enum TLSRig {
  static func make(alpn: [String] = []) throws -> (TLSServerContext?, Secure?) {
    let certificate = try SelfSignedCertificate.make(names: ["localhost"])
    let server = try TLSServerContext(
      certificatePEM: certificate.certificatePEM, keyPEM: certificate.keyPEM, alpn: alpn)
    return (server, Secure(serverName: "localhost", alpn: alpn, verifiesPeer: false))
  }
}
