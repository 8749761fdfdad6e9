import COpenSSL
import Testing

@testable import Reactor

@Suite struct TLSClientContextTests {
  @Test(arguments: ["localhost", "LOCALHOST", "a.example.org", "127.0.0.1", "::1"])
  func `a name or address of the certificate is accepted`(name: String) throws {
    let pair = try TLSPair(name: name)
    let states = pair.handshake()
    #expect(states.client == .done && states.server == .done)
  }

  @Test(arguments: ["example.com", "example.org", "a.b.example.org", "127.0.0.2", "::2"])
  func `any other is refused`(name: String) throws {
    let pair = try TLSPair(name: name)
    let states = pair.handshake()
    #expect(states.client == .failed(SSL_R_CERTIFICATE_VERIFY_FAILED))
    guard case .failed = states.server else {
      Issue.record("The server was not told: \(states.server)")
      return
    }
  }

  @Test(arguments: ["127.0.0.1", "::1"])
  func `RFC 6066 §3 an address is not sent as a server name`(name: String) throws {
    let pair = try TLSPair(name: name)
    _ = pair.handshake()
    #expect(pair.server.serverName == nil)
  }

  @Test func `a certificate nobody vouches for is refused`() throws {
    let pair = try TLSPair(client: TLSClientContext())
    #expect(pair.handshake().client == .failed(SSL_R_CERTIFICATE_VERIFY_FAILED))
  }

  @Test func `a certificate of another authority is refused`() throws {
    let other = try SelfSignedCertificate.make(names: ["localhost"])
    let client = try withFile(other.certificatePEM) { path throws(TLSError) in
      try TLSClientContext(caFile: path)
    }
    let pair = try TLSPair(client: client)
    #expect(pair.handshake().client == .failed(SSL_R_CERTIFICATE_VERIFY_FAILED))
  }

  @Test func `without verification anything is accepted`() throws {
    let pair = try TLSPair(client: TLSClientContext(verifiesPeer: false), name: "example.com")
    let states = pair.handshake()
    #expect(states.client == .done && states.server == .done)
    #expect(pair.server.serverName == "example.com")
  }

  @Test(arguments: ["", "localhost\0.example.com", String(repeating: "a", count: 256)])
  func `a name that could switch verification off is no name`(name: String) {
    #expect(throws: TLSError.self) {
      _ = try TLSSession(client: TLSPair.trusting, serverName: name)
    }
  }

  @Test func `a missing authorities file is named`() {
    let error = #expect(throws: TLSError.self) {
      _ = try TLSClientContext(caFile: "/nonexistent/ca.pem")
    }
    #expect(error?.description.hasPrefix("authorities file /nonexistent/ca.pem: ") == true)
  }

  @Test(arguments: [[""], [String(repeating: "x", count: 256)]])
  func `a protocol name has 1 to 255 bytes`(names: [String]) {
    #expect(throws: TLSError.self) {
      _ = try TLSSession(client: TLSPair.trusting, serverName: "localhost", alpn: names)
    }
    #expect(throws: TLSError.self) { _ = try TLSPair.context(choosing: names) }
  }
}
