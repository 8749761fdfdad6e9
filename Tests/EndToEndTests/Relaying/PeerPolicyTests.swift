import SansIO
import StunTurn
import Testing
import TestSupport

/// What may be relayed to, seen from the wire.
struct PeerPolicyTests {
  private func code(
    _ client: inout WireClient, permitting text: String
  ) throws -> ErrorCode? {
    try client.ask(.createPermission, .peer(endpoint("\(text):9"))).code
  }

  @Test(arguments: Daemon.loops)
  func `RFC 8656 §21.1.7 special addresses and the rest of our host are refused with 403`(
    loops: Int
  ) async throws {
    try await Daemon.with(Daemon.relaying, loops: loops) { daemon in
      var client = try WireClient(of: daemon.turn)
      let relayed = try client.allocate()
      for text in ["127.0.0.2", "127.255.255.254", "10.0.0.1", "192.168.1.1", "169.254.169.254"] {
        #expect(try code(&client, permitting: text) == .forbidden, "\(text)")
      }
      #expect(try code(&client, permitting: "8.8.8.8") == nil)
      let ownHost = Endpoint(address: .loopbackV4, port: 22)
      let host = try client.ask(.channelBind, .channel(0x4000), .peer(ownHost))
      #expect(host.code == .forbidden)
      let listener = try client.ask(.channelBind, .channel(0x4000), .peer(daemon.turn))
      #expect(listener.code == .forbidden)
      let own = try client.ask(.channelBind, .channel(0x4000), .peer(relayed))
      #expect(own.isSuccess)
    }
  }

  @Test(arguments: Daemon.loops)
  func `an operator's blocks hold, and the longer one decides`(loops: Int) async throws {
    let options =
      Daemon.openRelaying + [
        "--deny-peer", "127.0.4.0/24", "--allow-peer", "127.0.4.7", "--deny-peer", "8.8.0.0/16",
      ]
    try await Daemon.with(options, loops: loops) { daemon in
      var client = try WireClient(of: daemon.turn)
      _ = try client.allocate()
      #expect(try code(&client, permitting: "127.0.3.1") == nil)
      #expect(try code(&client, permitting: "127.0.4.1") == .forbidden)
      #expect(try code(&client, permitting: "127.0.4.7") == nil)
      #expect(try code(&client, permitting: "8.8.8.8") == .forbidden)
      #expect(try code(&client, permitting: "9.9.9.9") == nil)
    }
  }

  @Test(arguments: Daemon.loops, ["127.0.0.1:0", "0.0.0.0:0"])
  func `RFC 8656 §21.1.7 a listener is never relayed to, whatever is allowed`(
    loops: Int, listener: String
  ) async throws {
    try await Daemon.with(Daemon.openRelaying, loops: loops, at: listener) { daemon in
      let server = Endpoint(address: .loopbackV4, port: daemon.turn.port)
      var client = try WireClient(of: server)
      let relayed = try client.allocate()
      let bound = try client.ask(.channelBind, .channel(0x4000), .peer(server))
      #expect(bound.code == .forbidden)
      let neighbour = Endpoint(address: server.address, port: server.port ^ 1)
      let other = try client.ask(.channelBind, .channel(0x4001), .peer(neighbour))
      #expect(other.isSuccess)
      // A Binding request would be answered; the word after it comes back, and it does not.
      let binding = written(20) { output in
        output.beginMessage(
          MessageType(.binding, .request), id: TransactionID(high: 1, low: 2))
        output.endMessage()
      }
      try client.send(binding, to: server)
      try client.send([7], to: relayed)
      #expect(try client.arrival() == WireClient.Arrival(payload: [7], peer: relayed))
    }
  }
}
