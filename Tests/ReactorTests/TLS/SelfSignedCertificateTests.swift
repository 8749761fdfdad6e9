import Reactor
import SansIO
import Testing

@Suite struct SelfSignedCertificateTests {
  @Test func `certificate and key are PEM, and no two are alike`() throws {
    let first = try SelfSignedCertificate.make(names: ["localhost"])
    let second = try SelfSignedCertificate.make(names: ["localhost"])
    #expect(first.certificatePEM.hasPrefix("-----BEGIN CERTIFICATE-----\n"))
    #expect(first.keyPEM.hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
    #expect(first.certificatePEM != second.certificatePEM && first.keyPEM != second.keyPEM)
  }

  @Test func `a certificate may be for addresses alone`() throws {
    let certificate = try SelfSignedCertificate.make(names: [], addresses: [.loopbackV6])
    let client = try withFile(certificate.certificatePEM) { path throws(TLSError) in
      try TLSClientContext(caFile: path)
    }
    let server = try TLSServerContext(
      certificatePEM: certificate.certificatePEM, keyPEM: certificate.keyPEM)
    let pair = try TLSPair(server, client: client, name: "::1")
    #expect(pair.handshake().client == .done)
  }

  @Test(arguments: ["", "a,DNS:b", "a b", "a\n", "ä", "DNS:x", String(repeating: "a", count: 256)])
  func `what is not a DNS name is refused`(name: String) {
    #expect(throws: TLSError.self) { _ = try SelfSignedCertificate.make(names: [name]) }
  }

  @Test func `a name longer than a common name may be is fine`() throws {
    let label = String(repeating: "a", count: 60)
    let name = "\(label).\(label).example"
    let certificate = try SelfSignedCertificate.make(names: [name])
    let client = try withFile(certificate.certificatePEM) { path throws(TLSError) in
      try TLSClientContext(caFile: path)
    }
    let server = try TLSServerContext(
      certificatePEM: certificate.certificatePEM, keyPEM: certificate.keyPEM)
    let pair = try TLSPair(server, client: client, name: name)
    #expect(pair.handshake().client == .done)
  }

  @Test func `there must be something to certify, and for some days`() {
    #expect(throws: TLSError.self) { _ = try SelfSignedCertificate.make(names: []) }
    #expect(throws: TLSError.self) { _ = try SelfSignedCertificate.make(names: ["a"], days: 0) }
    #expect(throws: TLSError.self) {
      _ = try SelfSignedCertificate.make(names: ["a"], days: 3651)
    }
  }
}
