import COpenSSL
import CSignaldOpenSSL
import Foundation
import Testing

@testable import Reactor

@Suite struct TLSServerContextTests {
  @Test func `RFC 7301 §3.2 the server's preference decides`() throws {
    let context = try TLSPair.context(choosing: ["stun.turn", "http/1.1"])
    for (offer, choice) in [
      (["http/1.1", "stun.turn"], "stun.turn"), (["h2", "http/1.1"], "http/1.1"),
    ] {
      let pair = try TLSPair(context, offering: offer)
      let states = pair.handshake()
      #expect(states.client == .done && states.server == .done)
      #expect(pair.client.alpn == choice && pair.server.alpn == choice)
    }
  }

  @Test func `RFC 7301 §3.2 no common protocol is a fatal alert`() throws {
    let pair = try TLSPair(TLSPair.context(choosing: ["http/1.1"]), offering: ["h2"])
    let states = pair.handshake()
    #expect(states.server == .failed(SSL_R_NO_APPLICATION_PROTOCOL))
    #expect(states.client == .failed(1120))
  }

  @Test func `a client that offers no protocol is served`() throws {
    let pair = try TLSPair(TLSPair.context(choosing: ["http/1.1"]))
    #expect(pair.handshake().server == .done)
    #expect(pair.server.alpn == nil)
  }

  @Test func `a server without protocols ignores what is offered`() throws {
    let pair = try TLSPair(offering: ["h2"])
    #expect(pair.handshake().client == .done)
    #expect(pair.client.alpn == nil)
  }

  @Test func `certificate and key come from files`() throws {
    let context = try withFile(TLSPair.certificate.certificatePEM) { certificate in
      try withFile(TLSPair.certificate.keyPEM) { key in
        try TLSServerContext(certificateFile: certificate, keyFile: key)
      }
    }
    let pair = try TLSPair(context)
    #expect(pair.handshake().client == .done)
  }

  @Test func `the whole chain is sent`() throws {
    let issuer = try SelfSignedCertificate.make(names: ["issuer"])
    let context = try TLSServerContext(
      certificatePEM: TLSPair.certificate.certificatePEM + issuer.certificatePEM,
      keyPEM: TLSPair.certificate.keyPEM)
    let pair = try TLSPair(context)
    _ = pair.handshake()
    // The chain belongs to the client's session, which is this test's own.
    let chain = unsafe SSL_get_peer_cert_chain(pair.client.ssl)
    #expect(unsafe OPENSSL_sk_num(chain) == 2)
  }

  @Test func `what cannot be loaded is named with the reason`() throws {
    let good = TLSPair.certificate
    let missing = #expect(throws: TLSError.self) {
      _ = try TLSServerContext(certificateFile: "/nonexistent/a.pem", keyFile: "/b.pem")
    }
    #expect(
      missing?.description == "certificate file /nonexistent/a.pem: No such file or directory")
    let empty = #expect(throws: TLSError.self) {
      _ = try TLSServerContext(certificatePEM: "", keyPEM: good.keyPEM)
    }
    #expect(empty?.description == "certificate: no certificate")
    let broken = #expect(throws: TLSError.self) {
      _ = try TLSServerContext(
        certificatePEM: good.certificatePEM.replacingOccurrences(of: "M", with: "!"),
        keyPEM: good.keyPEM)
    }
    #expect(broken?.description.hasPrefix("certificate: ") == true)
    let noKey = #expect(throws: TLSError.self) {
      _ = try TLSServerContext(certificatePEM: good.certificatePEM, keyPEM: "nonsense")
    }
    #expect(noKey?.description.hasPrefix("key: ") == true)
  }

  @Test func `a key of another certificate is refused`() throws {
    let other = try SelfSignedCertificate.make(names: ["localhost"])
    let error = #expect(throws: TLSError.self) {
      _ = try TLSServerContext(
        certificatePEM: TLSPair.certificate.certificatePEM, keyPEM: other.keyPEM)
    }
    #expect(error?.description == "key: key values mismatch")
  }

  @Test func `an encrypted key is refused instead of asking on the terminal`() throws {
    // The key is made and freed here; OpenSSL copies the password.
    let encrypted = encryptedKey()
    let error = #expect(throws: TLSError.self) {
      _ = try TLSServerContext(
        certificatePEM: TLSPair.certificate.certificatePEM, keyPEM: encrypted)
    }
    #expect(error?.description.hasPrefix("key: ") == true)
  }

  @Test func `RFC 6066 §3 the name asked for decides among certificates, exact before wildcard`()
    throws
  {
    let names = ["first.test", "*.example.org", "turn.example.org"]
    let made = try names.map { try SelfSignedCertificate.make(names: [$0]) }
    let context = try TLSServerContext(
      made.map { .text(certificate: $0.certificatePEM, key: $0.keyPEM) }, alpn: ["stun.turn"])
    let asked = [
      ("turn.example.org", 2), ("TURN.example.org", 2), ("www.example.org", 1),
      ("first.test", 0), ("unknown.test", 0), ("a.b.example.org", 0), ("192.0.2.1", 0),
    ]
    for (name, number) in asked {
      let trusting = try withFile(made[number].certificatePEM) { path throws(TLSError) in
        try TLSClientContext(caFile: path)
      }
      let pair = try TLSPair(context, client: trusting, name: name, offering: ["stun.turn"])
      // Each client trusts one certificate only; the default one fits its own name only.
      let isFitting = number != 0 || name == "first.test"
      #expect((pair.handshake().client == .done) == isFitting, "\(name)")
      if isFitting { #expect(pair.client.alpn == "stun.turn") }
    }
  }

  @Test func `after a reload new handshakes get the new certificate, and old sessions live`() throws
  {
    let context = try TLSPair.context()
    let old = try TLSPair(context)
    _ = old.handshake()
    let begun = try TLSPair(context)
    let new = try SelfSignedCertificate.make(names: ["new.example.com"])
    try context.reload(certificatePEM: new.certificatePEM, keyPEM: new.keyPEM)

    #expect(begun.handshake().client == .done)
    #expect(old.client.send([1]))
    old.server.feed(old.client.takeAll())
    #expect(old.server.readAll() == .init([1], .wantsMore))

    let client = try withFile(new.certificatePEM) { path throws(TLSError) in
      try TLSClientContext(caFile: path)
    }
    let fresh = try TLSPair(context, client: client, name: "new.example.com")
    #expect(fresh.handshake().client == .done)
  }

  @Test func `reload reads the files again and keeps the old certificate if they are bad`() throws {
    let new = try SelfSignedCertificate.make(names: ["new.example.com"])
    let client = try withFile(new.certificatePEM) { path throws(TLSError) in
      try TLSClientContext(caFile: path)
    }
    try withFile(TLSPair.certificate.certificatePEM) { certificate in
      try withFile(TLSPair.certificate.keyPEM) { key in
        let context = try TLSServerContext(certificateFile: certificate, keyFile: key)
        try new.certificatePEM.write(toFile: certificate, atomically: true, encoding: .utf8)
        #expect(throws: TLSError.self) { try context.reload() }
        let pair = try TLSPair(context)
        #expect(pair.handshake().client == .done)

        try new.keyPEM.write(toFile: key, atomically: true, encoding: .utf8)
        try context.reload()
        let fresh = try TLSPair(context, client: client, name: "new.example.com")
        #expect(fresh.handshake().client == .done)
      }
    }
  }

  @Test func `a session outlives the context it came from`() throws {
    let pair = try TLSPair(TLSPair.context(choosing: ["http/1.1"]), offering: ["http/1.1"])
    #expect(pair.handshake().server == .done)
    #expect(pair.server.alpn == "http/1.1")
  }

  private func encryptedKey() -> String {
    let bio = unsafe BIO_new(BIO_s_mem())
    let key = unsafe csignald_generate_p256()
    defer {
      unsafe BIO_free_all(bio)
      unsafe EVP_PKEY_free(key)
    }
    _ = unsafe PEM_write_bio_PrivateKey(bio, key, EVP_aes_256_cbc(), "secret", 6, nil, nil)
    var text = [UInt8](repeating: 0, count: unsafe BIO_ctrl_pending(bio))
    _ = unsafe BIO_read(bio, &text, Int32(text.count))
    return String(decoding: text, as: UTF8.self)
  }
}
