import Reactor
import SansIO
import StunTurn
import Testing
import TestSupport

@testable import SignaldKit

struct RelayClientTests {
  @Test(arguments: loopCounts)
  func `two clients exchange datagrams by channel and by indication`(loops: Int) async throws {
    try await Service.with(loops: loops) { service in
      try await withPair(through: service) { (alice, bob) throws(ClientError) in
        #expect(alice.allocation.relayed != bob.allocation.relayed)
        #expect(alice.allocation.lifetime == .seconds(600))
        try await alice.bind(bob.allocation.relayed)
        try await bob.permit(alice.allocation.relayed.address)
        var (fromBob, fromAlice) = (
          alice.datagrams.makeAsyncIterator(), bob.datagrams.makeAsyncIterator()
        )
        for length in [0, 1, 1_200] {
          let payload = Array(repeating: UInt8(7), count: length)
          alice.send(payload, to: bob.allocation.relayed)
          let arrival = await fromAlice.next()
          #expect(arrival?.payload == payload && arrival?.peer == alice.allocation.relayed)
          bob.send(payload, to: alice.allocation.relayed)
          let answer = await fromBob.next()
          #expect(answer?.payload == payload && answer?.peer == bob.allocation.relayed)
        }
        bob.abandon()
        #expect(await fromAlice.next() == nil)
      }
      #expect(await service.allocationCount == 0)
    }
  }

  @Test func `asking for what is there already succeeds at once`() async throws {
    try await withClient { (client, _) throws(ClientError) in
      for _ in 0..<2 {
        try await client.permit(.loopbackV4)
        try await client.bind(endpoint("127.0.0.1:9"))
      }
    }
  }

  @Test func `what cannot be asked for fails at once`() async throws {
    try await withClient { (client, _) throws(ClientError) in
      let permission = await clientError { () throws(ClientError) in
        try await client.permit(.loopbackV6)
      }
      let channel = await clientError { () throws(ClientError) in
        try await client.bind(endpoint("[::1]:9"))
      }
      #expect(permission == .impossible && channel == .impossible)
    }
  }

  @Test func `a peer the server does not allow is refused, and the allocation stays`() async throws
  {
    try await withClient { (client, service) throws(ClientError) in
      let error = await clientError { () throws(ClientError) in
        try await client.permit(address("10.0.0.1"))
      }
      #expect(error == .refused(.forbidden))
      #expect(await service.allocationCount == 1)
      try await client.permit(.loopbackV4)
    }
  }

  @Test func `a wrong password is refused with 401`() async throws {
    try await Service.with(loops: 1) { service in
      let credential = try Credential.test("u", "wrong")
      let error = await clientError { () throws(ClientError) in
        try await RelayClient.withAllocation(through: service.dial, credential: credential) { _ in }
      }
      #expect(error == .closed(.refused(.unauthenticated)))
    }
  }

  @Test(arguments: loopCounts)
  func `a body that throws leaves no allocation`(loops: Int) async throws {
    try await Service.with(loops: loops) { service in
      let credential = try Credential.test()
      let error = await clientError { () throws(ClientError) in
        try await RelayClient.withAllocation(through: service.dial, credential: credential) {
          (_) throws(ClientError) in
          #expect(await service.allocationCount == 1)
          throw ClientError.impossible
        }
      }
      #expect(error == .impossible)
      #expect(await service.allocationCount == 0)
    }
  }

  @Test(arguments: loopCounts)
  func `a cancelled task leaves no allocation`(loops: Int) async throws {
    try await Service.with(loops: loops) { service in
      let credential = try Credential.test()
      let task = Task {
        await clientError { () throws(ClientError) in
          try await RelayClient.withAllocation(through: service.dial, credential: credential) {
            (client) throws(ClientError) in
            // The stream ends when the task is cancelled.
            for await _ in client.datagrams {}
          }
        }
      }
      #expect(try await eventually { await service.allocationCount == 1 })
      task.cancel()
      #expect(await task.value == nil)
      #expect(await service.allocationCount == 0)
    }
  }

  @Test func `a server that ends while a client lives is noticed by the time limit`() async throws {
    let service = try await Service(.test(loops: 1))
    let credential = try Credential.test()
    try await RelayClient.withAllocation(
      through: service.dial, credential: credential, within: .seconds(3)
    ) { (client) throws(ClientError) in
      service.stop()
      do throws(ServiceError) { try await service.run() } catch { Issue.record(error) }
      let error = await clientError { () throws(ClientError) in try await client.permit(.loopbackV4)
      }
      #expect(error == .timedOut)
    }
  }

  @Test func `nobody there is told as such`() async throws {
    let nobody = try DatagramProbe.exclusive(endpoint("127.0.0.1:0"))
    let credential = try Credential.test()
    let overUDP = await clientError { () throws(ClientError) in
      try await RelayClient.withAllocation(through: .udp(nobody), credential: credential) { _ in }
    }
    #expect(overUDP == .closed(.unreachable))
    let overTLS = await clientError { () throws(ClientError) in
      try await RelayClient.withAllocation(
        through: .tls(nobody, Secure(serverName: "localhost")), credential: credential
      ) { _ in }
    }
    #expect(overTLS == .unreachable(.refused))
  }

  // MARK: Inside

  private func withClient(
    _ body: (RelayClient, Service) async throws(ClientError) -> Void
  ) async throws {
    try await Service.with(loops: 1) { service in
      let credential = try Credential.test()
      try await RelayClient.withAllocation(
        through: service.dial, credential: credential, within: .seconds(600)
      ) { (client) throws(ClientError) in try await body(client, service) }
    }
  }

  private func withPair(
    through service: Service,
    _ body: (RelayClient, RelayClient) async throws(ClientError) -> Void
  ) async throws {
    let credential = try Credential.test()
    try await RelayClient.withAllocation(through: service.dial, credential: credential) {
      (alice) throws(ClientError) in
      try await RelayClient.withAllocation(through: service.dial, credential: credential) {
        (bob) throws(ClientError) in try await body(alice, bob)
      }
    }
  }
}
