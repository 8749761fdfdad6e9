import SansIO
import StunTurn
import TestSupport
import Testing

struct ICEServerURITests {
  private func error(_ text: String) -> ICEServerURIError? {
    do throws(ICEServerURIError) {
      _ = try ICEServerURI(parsing: text)
      return nil
    } catch {
      return error
    }
  }

  @Test func `RFC 7064 and RFC 7065 the examples mean what their tables say`() throws {
    typealias Row = (String, ICEServerURI.Scheme, UInt16, ICEServerURI.Transport?)
    let table: [Row] = [
      ("stun:example.org", .stun, 3_478, nil), ("stuns:example.org", .stuns, 5_349, nil),
      ("stun:example.org:8000", .stun, 8_000, nil), ("turn:example.org", .turn, 3_478, nil),
      ("turns:example.org", .turns, 5_349, nil), ("turn:example.org:8000", .turn, 8_000, nil),
      ("turn:example.org?transport=udp", .turn, 3_478, .udp),
      ("turn:example.org?transport=tcp", .turn, 3_478, .tcp),
      ("turns:example.org?transport=tcp", .turns, 5_349, .tcp),
      ("TURN:example.org:1?TRANSPORT=UDP", .turn, 1, .udp),
      ("stun:example.org:", .stun, 3_478, nil),
    ]
    for (text, scheme, port, transport) in table {
      let uri = try ICEServerURI(parsing: text)
      #expect(uri.scheme == scheme && uri.port == port && uri.transport == transport)
      #expect(uri.host == .name("example.org"))
      #expect(try ICEServerURI(parsing: uri.description) == uri)
    }
  }

  @Test func `hosts are addresses or names; IPv6 stands in brackets`() throws {
    let table: [(String, ICEServerURI.Host, UInt16)] = [
      ("stun:192.0.2.1", .address(address("192.0.2.1")), 3_478),
      ("stun:[2001:db8::1]", .address(address("2001:db8::1")), 3_478),
      ("turns:[2001:db8::1]:443", .address(address("2001:db8::1")), 443),
      ("turn:a_b.example-1.org.:99", .name("a_b.example-1.org."), 99),
      ("turn:localhost", .name("localhost"), 3_478),
    ]
    for (text, host, port) in table {
      let uri = try ICEServerURI(parsing: text)
      #expect(uri.host == host && uri.port == port)
      #expect(try ICEServerURI(parsing: uri.description) == uri)
    }
  }

  @Test func `anything else is refused, and why`() {
    let table: [(String, ICEServerURIError)] = [
      ("", .unknownScheme), ("example.org", .unknownScheme), ("http:example.org", .unknownScheme),
      (":example.org", .unknownScheme), ("stun:", .malformedHost),
      ("stun://example.org", .malformedHost), ("stun:user@example.org", .malformedHost),
      ("stun:example.org/path", .malformedHost), ("stun:2001:db8::1", .malformedHost),
      ("stun:[2001:db8::1", .malformedHost), ("stun:[192.0.2.1]", .malformedHost),
      ("stun:[::1]x:1", .malformedHost), ("stun:192.0.2.256", .malformedHost),
      ("stun:1.2.3", .malformedHost), ("stun:-a.org", .malformedHost),
      ("stun:a..org", .malformedHost), ("stun:exämple.org", .malformedHost),
      ("stun: example.org", .malformedHost), ("stun:example.org:0", .malformedPort),
      ("stun:example.org:65536", .malformedPort), ("stun:example.org:+1", .malformedPort),
      ("stun:example.org:1:2", .malformedPort), ("stun:e.org?transport=udp", .malformedQuery),
      ("turn:e.org?", .malformedQuery), ("turn:e.org?x=1", .malformedQuery),
      ("turn:e.org?transport=", .unknownTransport),
      ("turn:e.org?transport=sctp", .unknownTransport),
      ("turn:e.org?transport=udp&x=1", .unknownTransport),
    ]
    for (text, expected) in table { #expect(error(text) == expected, "\(text)") }
  }

  @Test func `damaged URIs never trap, and what is read is written alike`() throws {
    let text = Array("turns:[2001:db8::1]:443?transport=tcp".utf8)
    for seed: UInt64 in 0..<2_000 {
      var random = Seeded(seed: seed)
      var damaged = text
      for _ in 0...random.below(3) {
        let place = random.below(damaged.count)
        if random.chance(0.5) {
          damaged.remove(at: place)
        } else {
          damaged[place] = UInt8(random.pick(0x20...0x7E))
        }
      }
      guard let uri = try? ICEServerURI(parsing: String(decoding: damaged, as: UTF8.self)) else {
        continue
      }
      #expect(try ICEServerURI(parsing: uri.description) == uri, "seed \(seed)")
    }
  }

  @Test func `TURN servers need a credential`() throws {
    let stun = try ICEServerURI(parsing: "stun:example.org")
    let turn = try ICEServerURI(parsing: "turn:example.org")
    let credential = try #require(Credential(user: "u", password: "p"))
    #expect(ICEServer([]) == nil)
    #expect(ICEServer([stun, turn]) == nil)
    #expect(ICEServer([stun]) != nil && ICEServer([stun, turn], credential: credential) != nil)
  }

  @Test func `resolved servers are what can be gathered over`() throws {
    let credential = try #require(Credential(user: "u", password: "p"))
    let table: [(String, ResolvedServer.Service?)] = [
      ("stun:e.org", .stun), ("stuns:e.org", nil),
      ("turns:e.org?transport=udp", .turn(credential, over: .dtls(serverName: "e.org"))),
      ("turn:e.org", .turn(credential, over: .udp)),
      ("turn:e.org?transport=tcp", .turn(credential, over: .tcp)),
      ("turns:e.org", .turn(credential, over: .tls(serverName: "e.org"))),
      ("turns:192.0.2.1", .turn(credential, over: .tls(serverName: "192.0.2.1"))),
    ]
    for (text, service) in table {
      let uri = try ICEServerURI(parsing: text)
      let server = ResolvedServer(uri, at: address("192.0.2.1"), credential: credential)
      #expect(server?.service == service)
      #expect(server == nil || server?.endpoint.port == uri.port)
      if uri.scheme != .stun {
        #expect(ResolvedServer(uri, at: address("192.0.2.1"), credential: nil) == nil)
      }
    }
  }
}
