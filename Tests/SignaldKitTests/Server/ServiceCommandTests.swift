import SansIO
import StunTurn
import Testing
import TestSupport

@testable import SignaldKit

/// What a running service is told, and that every loop obeys.
struct ServiceCommandTests {
  /// How many of some attempts to allocate succeed; ports are chosen at random, so that all loops
  /// are met.
  private func successes(_ service: Service, _ credential: Credential) async -> Int {
    var count = 0
    for _ in 0..<6 {
      do throws(ClientError) {
        try await RelayClient.withAllocation(through: service.dial, credential: credential) { _ in }
        count += 1
      } catch {
        #expect(error == .closed(.refused(.unauthenticated)))
      }
    }
    return count
  }

  @Test(arguments: loopCounts)
  func `who is revoked is refused on every loop until readmitted`(loops: Int) async throws {
    try await Service.with(loops: loops) { service in
      let (user, other) = (try Credential.test(), try Credential.test("v", "q"))
      service.revoke(user: "u")
      #expect(await successes(service, user) == 0)
      #expect(await successes(service, other) == 6)
      service.readmit(user: "u")
      #expect(await successes(service, user) == 6)
    }
  }

  @Test(arguments: loopCounts)
  func `an allocation is killed by its relayed address or its client's`(loops: Int) async throws {
    try await Service.with(loops: loops) { service in
      let user = try Credential.test()
      try await RelayClient.withAllocation(through: service.dial, credential: user) {
        (first) throws(ClientError) in
        try await RelayClient.withAllocation(through: service.dial, credential: user) {
          (second) throws(ClientError) in
          #expect(await service.allocationCount == 2)
          service.kill(relayed: first.allocation.relayed)
          // The question stands behind the command in every mailbox.
          #expect(await service.allocationCount == 1)
          service.kill(client: second.allocation.mapped)
          #expect(await service.allocationCount == 0)
        }
      }
      #expect(await successes(service, user) == 6)
    }
  }

  @Test(arguments: loopCounts)
  func `other accounts take the place of those there were on every loop`(loops: Int) async throws {
    try await Service.with(loops: loops) { service in
      let accounts = try Accounts(realm: "r.example", users: [("u", "new")], secrets: ["s"])
      service.replace(accounts: accounts, relaySecrets: ["s"])
      #expect(await successes(service, try Credential.test()) == 0)
      #expect(await successes(service, try Credential.test("v", "q")) == 0)
      #expect(await successes(service, try Credential.test("u", "new")) == 6)
    }
  }
}
