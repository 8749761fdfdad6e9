import SansIO
import StunTurn
import Testing
import TestSupport

@testable import SignaldKit

struct CandidateGatheringTests {
  private let loopback: GatheringConfiguration = {
    var configuration = GatheringConfiguration()
    configuration.includesLoopback = true
    return configuration
  }()

  @Test(arguments: loopCounts)
  func `candidates of hosts and relays come, then the end, and nothing is left`(loops: Int)
    async throws
  {
    try await Service.with(loops: loops) { service in
      let server = ResolvedServer(
        .turn(try Credential.test(), over: .udp), at: service.listeners[0])
      let found = try await CandidateGathering.run(
        servers: [server], interfaces: [.loopbackV4], configuration: loopback
      ) { (events) throws(ClientError) in
        var found: [Candidate] = []
        for await event in events {
          if case .candidate(let candidate) = event { found.append(candidate) }
          if case .finished(let all) = event {
            #expect(all.count == found.count)
            break
          }
        }
        #expect(await service.allocationCount == 1)
        return found
      }
      #expect(found.map(\.kind) == [.host, .relayed])
      #expect(found.allSatisfy { $0.endpoint.address == .loopbackV4 && $0.endpoint.port != 0 })
      #expect(await service.allocationCount == 0)
    }
  }

  @Test func `a cancelled task leaves no allocation`() async throws {
    try await Service.with(loops: 1) { service in
      let server = ResolvedServer(
        .turn(try Credential.test(), over: .udp), at: service.listeners[0])
      let task = Task {
        try await CandidateGathering.run(
          servers: [server], interfaces: [.loopbackV4], configuration: loopback
        ) { (events) throws(ClientError) in for await _ in events {} }
      }
      #expect(try await eventually { await service.allocationCount == 1 })
      task.cancel()
      try await task.value
      #expect(await service.allocationCount == 0)
    }
  }

  @Test func `a server with another password fails alone`() async throws {
    try await Service.with(loops: 1) { service in
      let place = service.listeners[0]
      let servers = [
        ResolvedServer(.turn(try Credential.test("u", "wrong"), over: .udp), at: place)
      ]
      let events = try await CandidateGathering.run(
        servers: servers, interfaces: [.loopbackV4], configuration: loopback
      ) { (events) throws(ClientError) in
        var seen: [GatheringEvent] = []
        for await event in events {
          seen.append(event)
          if case .finished = event { break }
        }
        return seen
      }
      let failure = GatheringEvent.serverFailed(
        servers[0], from: .loopbackV4, .relay(.refused(.unauthenticated)))
      #expect(events.contains(failure))
      guard case .finished(let all) = events.last else {
        Issue.record("\(events)")
        return
      }
      #expect(all.map(\.kind) == [.host])
    }
  }

  @Test func `without servers the addresses of this host are all there is`() async throws {
    let kinds = try await CandidateGathering.run(servers: [], configuration: loopback) {
      (events) throws(ClientError) in
      var kinds: Set<CandidateKind> = []
      for await event in events {
        if case .candidate(let candidate) = event { kinds.insert(candidate.kind) }
        if case .finished = event { break }
      }
      return kinds
    }
    #expect(kinds == [.host])
  }
}
