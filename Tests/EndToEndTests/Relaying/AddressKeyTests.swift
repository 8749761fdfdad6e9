import StunTurn
import Testing

/// What was opened with the key of an address lives as long as anybody from there is in a room.
struct AddressKeyTests {
  private static let options =
    Daemon.openRelaying + ["--http", "127.0.0.1:0", "--web", RoomSite.pages]

  private func client(
    of daemon: Daemon, _ credential: RoomSite.Credential
  ) throws -> WireClient {
    var client = try WireClient(
      of: daemon.turn, user: credential.user, password: credential.password)
    _ = try client.allocate()
    return client
  }

  /// Asks until the server refuses; answers how.
  private func refusal(_ client: inout WireClient) async throws -> ErrorCode? {
    for _ in 0..<500 {
      let reply = try client.ask(.refresh)
      if !reply.isSuccess { return reply.code }
      try await Task.sleep(for: .milliseconds(10))
    }
    return nil
  }

  @Test(arguments: Daemon.loops)
  func `who leaves takes along what the key of his address opened`(loops: Int) async throws {
    try await Daemon.with(Self.options, loops: loops) { daemon in
      let site = try RoomSite(daemon)
      var early = try client(of: daemon, try await site.credentialOfAddress())
      let member = try await site.join("alone")
      #expect(try early.ask(.refresh).isSuccess)
      try await site.leave("alone", as: member)
      #expect(try await refusal(&early) == .allocationMismatch)
      // The key is everybody's from there, and stays good.
      _ = try client(of: daemon, try await site.credentialOfAddress())
    }
  }

  @Test(arguments: Daemon.loops)
  func `while another one of the address is in a room, nobody's call is cut`(
    loops: Int
  ) async throws {
    try await Daemon.with(Self.options, loops: loops) { daemon in
      let site = try RoomSite(daemon)
      var early = try client(of: daemon, try await site.credentialOfAddress())
      let first = try await site.join("first")
      let second = try await site.join("second")
      var own = try client(of: daemon, try await site.credential(first.serversURL))
      try await site.leave("first", as: first)
      #expect(try await refusal(&own) != nil)
      #expect(try early.ask(.refresh).isSuccess)
      try await site.leave("second", as: second)
      #expect(try await refusal(&early) == .allocationMismatch)
    }
  }
}
