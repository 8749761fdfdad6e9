import Reactor
import SansIO
import StunTurn
import Testing
import TestSupport

@testable import SignaldKit

struct ServiceTests {
  /// An address of this host that no other test uses: a port there is free once we are gone.
  private func place(_ number: Int, _ loops: Int) -> Endpoint {
    endpoint("127.0.\(number).\(100 + loops):0")
  }

  private func startError(_ configuration: Service.Configuration) async -> ServiceError? {
    do throws(ServiceError) {
      let service = try await Service(configuration)
      service.stop()
      try await service.run()
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: loopCounts)
  func `it starts, answers, counts and stops`(loops: Int) async throws {
    let service = try await Service(.test(loops: loops, at: place(1, loops)))
    #expect(service.listeners.count == 1 && service.listeners[0].port != 0)
    let seen = try await STUNQuery.ask(service.dial)
    #expect(seen.endpoint.address == .loopbackV4 && seen.endpoint.port != 0)
    let reports = await service.report()
    #expect(reports.count == loops)
    #expect(reports.reduce(0) { $0 + $1.relay.bindings } == 1)
    service.stop()
    try await service.run()
    #expect(try DatagramProbe.exclusive(service.listeners[0]) == service.listeners[0])
  }

  @Test(arguments: loopCounts)
  func `a report asked for after the end is empty`(loops: Int) async throws {
    let service = try await Service(.test(loops: loops))
    service.stop()
    async let early = service.report()
    try await service.run()
    #expect(await early.count <= loops)
    #expect(await service.report().isEmpty)
    service.revoke(user: "u")
    try await service.run()
  }

  @Test(arguments: loopCounts, loopCounts)
  func `a port another service has is refused`(first: Int, second: Int) async throws {
    try await Service.with(loops: first) { service in
      let taken = service.listeners[0]
      let configuration = try Service.Configuration.test(loops: second, at: taken)
      guard case .cannotListen(taken, let cause) = await startError(configuration) else {
        Issue.record("it started")
        return
      }
      #expect(cause.isAddressInUse)
      let seen = try await STUNQuery.ask(service.dial)
      #expect(seen.endpoint.address == .loopbackV4)
    }
  }

  @Test(arguments: loopCounts)
  func `the second of two listeners may fail, and the first is free again`(loops: Int) async throws
  {
    let taken = try SilentSocket()
    let free = try DatagramProbe.exclusive(endpoint("127.0.0.1:0"))
    var configuration = try Service.Configuration.test(loops: loops, at: free)
    configuration.listeners.append(taken.endpoint)
    guard case .cannotListen(taken.endpoint, _) = await startError(configuration) else {
      Issue.record("it started")
      return
    }
    #expect(try DatagramProbe.exclusive(free) == free)
  }

  @Test(arguments: loopCounts)
  func `a relay address that is not ours is refused`(loops: Int) async throws {
    var configuration = try Service.Configuration.test(loops: loops)
    configuration.relays = [RelayAddress(local: address("203.0.113.9"))]
    guard case .cannotRelay(let place, let cause) = await startError(configuration) else {
      Issue.record("it started")
      return
    }
    #expect(place == address("203.0.113.9") && cause.isAddressUnavailable)
  }

  @Test(arguments: loopCounts)
  func `cancelling the task that runs it stops it`(loops: Int) async throws {
    let service = try await Service(.test(loops: loops, at: place(2, loops)))
    let run = Task { try await service.run() }
    _ = try await STUNQuery.ask(service.dial)
    run.cancel()
    try await run.value
    #expect(try DatagramProbe.exclusive(service.listeners[0]) == service.listeners[0])
  }

  @Test(arguments: loopCounts)
  func `a service that nobody holds stops`(loops: Int) async throws {
    func start() async throws -> Endpoint {
      let service = try await Service(.test(loops: loops, at: place(3, loops)))
      return service.listeners[0]
    }
    let taken = try await start()
    let isFree = try await eventually { (try? DatagramProbe.exclusive(taken)) != nil }
    #expect(isFree)
  }

  @Test(arguments: loopCounts)
  func `revoking a user ends its allocations on all loops and nobody else's`(loops: Int)
    async throws
  {
    try await Service.with(loops: loops) { service in
      let (user, other) = (try Credential.test(), try Credential.test("v", "q"))
      try await withAllocations(8, user, service) { () throws(ClientError) in
        try await RelayClient.withAllocation(through: service.dial, credential: other) {
          (_) throws(ClientError) in
          #expect(await service.allocationCount == 9)
          service.revoke(user: "u")
          // The question stands behind the revocation in every mailbox.
          #expect(await service.allocationCount == 1)
          service.revoke(user: "nobody")
          #expect(await service.allocationCount == 1)
        }
      }
      #expect(await service.allocationCount == 0)
    }
  }

  private func withAllocations(
    _ count: Int, _ credential: Credential, _ service: Service,
    _ body: () async throws(ClientError) -> Void
  ) async throws(ClientError) {
    guard count > 0 else { return try await body() }
    try await RelayClient.withAllocation(through: service.dial, credential: credential) {
      (_) throws(ClientError) in
      try await withAllocations(count - 1, credential, service, body)
    }
  }
}
