import COpenSSL
import Foundation
import SignaldCrypto
import Testing

@testable import Reactor

@Suite struct TLSHostileInputTests {
  @Test func `plain HTTP sent to a TLS port is refused`() throws {
    let server = TLSEnd(TLSSession(server: try TLSPair.context()))
    server.feed(Array("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8))
    #expect(server.step() == .failed(SSL_R_HTTP_REQUEST))
    #expect(server.step() == .failed(SSL_R_HTTP_REQUEST))
    #expect(TLSError.text(ofReason: SSL_R_HTTP_REQUEST) == "http request")
    #expect(server.readAll() == .init([], .failed(SSL_R_HTTP_REQUEST)))
    #expect(!server.send([1]))
  }

  @Test func `TLS 1.1 is refused with the alert protocol_version`() throws {
    let server = TLSEnd(TLSSession(server: try TLSPair.context()))
    server.feed(clientHello(version: 0x02))
    #expect(server.step() == .failed(SSL_R_UNSUPPORTED_PROTOCOL))
    #expect(Array(server.takeAll().suffix(2)) == [2, 70])
  }

  @Test func `the same hello with TLS 1.2 is answered`() throws {
    let server = TLSEnd(TLSSession(server: try TLSPair.context()))
    server.feed(clientHello(version: 0x03))
    #expect(server.step() == .handshaking)
    #expect(server.pendingCiphertext > 500)
  }

  @Test func `garbage fails and does nothing worse`() throws {
    let context = try TLSPair.context()
    for seed in 0..<300 as Range<UInt64> {
      var entropy = Entropy(seed: seed)
      let server = TLSEnd(TLSSession(server: context))
      var garbage = entropy.bytes(2000)
      // Some of it looks like a handshake record.
      if seed % 2 == 0 { garbage.replaceSubrange(0..<3, with: [22, 3, 1]) }
      if seed % 4 == 0 { garbage.replaceSubrange(3..<6, with: [3, 0, 1]) }
      server.feed(garbage)
      guard case .failed(let reason) = server.step() else {
        // Bytes that could begin a long record are waited for.
        #expect(server.readAll() == .init([], .wantsMore))
        continue
      }
      #expect(reason != 0)
      #expect(server.readAll() == .init([], .failed(reason)))
    }
  }

  @Test func `a changed bit anywhere in the client's flight never completes the handshake`() throws
  {
    let context = try TLSPair.context()
    var entropy = Entropy(seed: 4)
    for _ in 0..<300 {
      let pair = try TLSPair(context)
      _ = pair.client.step()
      var hello = pair.client.takeAll()
      hello[Int(entropy.number(below: UInt64(hello.count)))] ^= 1 << UInt8(entropy.number(below: 8))
      pair.server.feed(hello)
      _ = pair.server.step()
      let states = pair.handshake()
      #expect(states.client != .done || states.server != .done)
    }
  }

  @Test func `a changed bit in the data is a failure with an alert`() throws {
    let pair = try TLSPair()
    _ = pair.handshake()
    #expect(pair.client.send(Array("hello".utf8)))
    var record = pair.client.takeAll()
    record[record.count - 1] ^= 1
    pair.server.feed(record)
    let end = pair.server.readAll()
    #expect(end == .init([], .failed(SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC)))
    #expect(pair.server.pendingCiphertext > 0)
    pair.client.feed(pair.server.takeAll())
    // An alert of number n arrives as the reason 1000 + n.
    #expect(pair.client.readAll().end == .failed(1020))
  }

  @Test func `nothing is kept of what comes after a failure`() throws {
    let server = TLSEnd(TLSSession(server: try TLSPair.context()))
    server.feed(Array("GET / HTTP/1.1\r\n".utf8))
    let failure = server.step()
    for _ in 0..<100 { server.feed(Array(repeating: 0, count: 10_000)) }
    #expect(server.step() == failure)
    #expect(unsafe BIO_ctrl_pending(SSL_get_rbio(server.ssl)) < 100)
  }

  /// A hello as old clients send it, without extensions but the groups.
  private func clientHello(version: UInt8) -> [UInt8] {
    let body: [UInt8] =
      [3, version] + Array(repeating: 7, count: 32) + [0]
      + [0, 6, 0xC0, 0x2B, 0xC0, 0x09, 0x00, 0xFF] + [1, 0]
      + [0, 22, 0, 10, 0, 4, 0, 2, 0, 23, 0, 13, 0, 4, 0, 2, 4, 3, 0, 11, 0, 2, 1, 0]
    return [22, 3, 1, 0, UInt8(body.count + 4), 1, 0, 0, UInt8(body.count)] + body
  }
}
