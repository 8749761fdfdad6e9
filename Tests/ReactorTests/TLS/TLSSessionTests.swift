import COpenSSL
import SansIO
import Testing

@testable import Reactor

@Suite struct TLSSessionTests {
  @Test func `both ends agree on TLS 1.3 and on what was asked for`() throws {
    let pair = try TLSPair()
    let states = pair.handshake()
    #expect(states.client == .done && states.server == .done)
    #expect(pair.client.protocolVersion == .tls13 && pair.server.protocolVersion == .tls13)
    #expect(pair.server.serverName == "localhost")
    #expect(pair.server.alpn == nil && pair.client.alpn == nil)
  }

  @Test func `a client that speaks TLS 1.2 only is served`() throws {
    let pair = try TLSPair()
    // The client's session is this test's own.
    _ = unsafe SSL_ctrl(
      pair.client.ssl, SSL_CTRL_SET_MAX_PROTO_VERSION, Int(TLS1_2_VERSION), nil)
    let states = pair.handshake()
    #expect(states.client == .done && states.server == .done)
    #expect(pair.server.protocolVersion == .tls12)
    #expect(pair.server.serverName == "localhost")
    #expect(pair.client.send([1, 2, 3]))
    pair.server.feed(pair.client.takeAll())
    #expect(pair.server.readAll() == .init([1, 2, 3], .wantsMore))
  }

  @Test func `a handshake succeeds wherever its bytes are cut`() throws {
    let context = try TLSPair.context(choosing: ["http/1.1"])
    let whole = try TLSPair(context, offering: ["http/1.1"])
    var longest = 0
    _ = whole.client.step()
    let hello = whole.client.takeAll()
    whole.server.feed(hello)
    _ = whole.server.step()
    longest = max(hello.count, whole.server.pendingCiphertext)
    for cut in 0...longest + 100 {
      let pair = try TLSPair(context, offering: ["http/1.1"])
      let states = pair.handshake(cut: cut)
      #expect(states.client == .done && states.server == .done, "cut at \(cut)")
    }
  }

  @Test(arguments: [1, 2, 3, 5, 100])
  func `a handshake succeeds in pieces`(size: Int) throws {
    let pair = try TLSPair()
    let states = pair.handshake(pieces: size)
    #expect(states.client == .done && states.server == .done)
  }

  @Test(arguments: [1000, 1447, 16_384, 1 << 20])
  func `a megabyte arrives whole both ways`(piece: Int) throws {
    let pair = try TLSPair()
    _ = pair.handshake()
    let data = (0..<1 << 20).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
    #expect(pair.client.send(data) && pair.server.send(Array(data.reversed())))
    let up = pair.client.takeAll()
    let down = pair.server.takeAll()
    var received = (up: [UInt8](), down: [UInt8]())
    for start in stride(from: 0, to: max(up.count, down.count), by: piece) {
      pair.server.feed(Array(up.dropFirst(start).prefix(piece)))
      received.up += pair.server.readAll(upTo: 4096).bytes
      pair.client.feed(Array(down.dropFirst(start).prefix(piece)))
      received.down += pair.client.readAll(upTo: 4096).bytes
    }
    #expect(received.up == data)
    #expect(received.down == data.reversed())
  }

  @Test func `data that comes with the end of the handshake is not lost`() throws {
    let pair = try TLSPair()
    _ = pair.client.step()
    pair.server.feed(pair.client.takeAll())
    _ = pair.server.step()
    pair.client.feed(pair.server.takeAll())
    #expect(pair.client.step() == .done)
    #expect(pair.client.send([42]))
    pair.server.feed(pair.client.takeAll())
    #expect(pair.server.readAll() == .init([], .wantsMore))
    #expect(pair.server.step() == .done)
    #expect(pair.server.readAll() == .init([42], .wantsMore))
  }

  @Test func `nothing can be written before the handshake is done`() throws {
    let pair = try TLSPair()
    #expect(!pair.client.send([1]) && !pair.server.send([1]))
    #expect(pair.client.protocolVersion == nil)
  }

  @Test func `RFC 8446 §6.1 close_notify ends a direction, and the other lives on`() throws {
    let pair = try TLSPair()
    _ = pair.handshake()
    #expect(pair.client.send([1, 2]))
    pair.client.shutdown()
    #expect(!pair.client.send([3]))
    pair.server.feed(pair.client.takeAll())
    #expect(pair.server.readAll() == .init([1, 2], .closed))
    pair.server.feed([22, 3, 3, 0, 1, 0])
    #expect(pair.server.readAll() == .init([], .closed))
    #expect(pair.server.send([4, 5]))
    pair.server.shutdown()
    pair.client.feed(pair.server.takeAll())
    #expect(pair.client.readAll() == .init([4, 5], .closed))
  }

  @Test func `without close_notify nobody says that the data is complete`() throws {
    let pair = try TLSPair()
    _ = pair.handshake()
    #expect(pair.client.send([1, 2]))
    let record = pair.client.takeAll()
    pair.server.feed(Array(record.dropLast()))
    #expect(pair.server.readAll() == .init([], .wantsMore))
    pair.server.feed(Array(record.suffix(1)))
    #expect(pair.server.readAll() == .init([1, 2], .wantsMore))
  }

  @Test func `RFC 8446 §4.6.3 a key update is followed and answered`() throws {
    let pair = try TLSPair()
    _ = pair.handshake()
    for round in 0..<3 as Range<UInt8> {
      // The client's session is this test's own.
      #expect(unsafe SSL_key_update(pair.client.ssl, SSL_KEY_UPDATE_REQUESTED) == 1)
      #expect(pair.client.send([round]))
      pair.server.feed(pair.client.takeAll())
      #expect(pair.server.readAll() == .init([round], .wantsMore))
      #expect(pair.server.send([round, round]))
      pair.client.feed(pair.server.takeAll())
      #expect(pair.client.readAll() == .init([round, round], .wantsMore))
    }
  }

  @Test func `a flood of key updates costs us no more bytes than the peer`() throws {
    let pair = try TLSPair()
    _ = pair.handshake()
    var fed = 0
    for _ in 0..<200 {
      // The client's session is this test's own.
      #expect(unsafe SSL_key_update(pair.client.ssl, SSL_KEY_UPDATE_REQUESTED) == 1)
      _ = unsafe SSL_do_handshake(pair.client.ssl)
      let request = pair.client.takeAll()
      fed += request.count
      pair.server.feed(request)
      #expect(pair.server.readAll() == .init([], .wantsMore))
    }
    #expect(pair.server.pendingCiphertext <= fed)
    #expect(pair.server.send([1]))
    pair.client.feed(pair.server.takeAll())
    #expect(pair.client.readAll() == .init([1], .wantsMore))
  }

  @Test func `a TLS 1.2 client cannot renegotiate`() throws {
    let pair = try TLSPair()
    // The client's session is this test's own.
    _ = unsafe SSL_ctrl(
      pair.client.ssl, SSL_CTRL_SET_MAX_PROTO_VERSION, Int(TLS1_2_VERSION), nil)
    _ = unsafe SSL_clear_options(pair.client.ssl, UInt64(1) << 30)
    _ = pair.handshake()
    #expect(unsafe SSL_renegotiate(pair.client.ssl) == 1)
    _ = unsafe SSL_do_handshake(pair.client.ssl)
    pair.server.feed(pair.client.takeAll())
    #expect(pair.server.readAll().bytes.isEmpty)
    pair.client.feed(pair.server.takeAll())
    #expect(pair.client.readAll().end == .failed(SSL_R_NO_RENEGOTIATION))
  }

  @Test func `ciphertext is taken in pieces of any size`() throws {
    let pair = try TLSPair()
    _ = pair.handshake()
    #expect(pair.server.send(Array(repeating: 7, count: 50_000)))
    let total = pair.server.pendingCiphertext
    var taken = 0
    while pair.server.pendingCiphertext > 0 {
      let piece = pair.server.take(upTo: 999)
      pair.client.feed(piece)
      taken += piece.count
    }
    #expect(taken == total && total > 50_000)
    #expect(pair.server.takeAll().isEmpty)
    #expect(pair.client.readAll().bytes == Array(repeating: 7, count: 50_000))
  }
}
