import Reactor
import SansIO
import StunTurn
import Testing
import TestSupport

@testable import SignaldKit

struct STUNQueryTests {
  @Test(arguments: loopCounts)
  func `the address a server sees is told with the round trip`(loops: Int) async throws {
    try await Service.with(loops: loops) { service in
      let seen = try await STUNQuery.ask(service.dial)
      #expect(seen.endpoint.address == .loopbackV4 && seen.endpoint.port != 0)
      #expect(try #require(seen.roundTrip) >= .zero)
    }
  }

  @Test func `silence is told in time`() async throws {
    let silent = try SilentSocket()
    let error = await clientError { () throws(ClientError) in
      try await STUNQuery.ask(.udp(silent.endpoint), within: .milliseconds(50))
    }
    #expect(error == .timedOut)
  }

  @Test func `a cancelled task waits no longer`() async throws {
    let silent = try SilentSocket()
    let task = Task {
      await clientError { () throws(ClientError) in
        try await STUNQuery.ask(.udp(silent.endpoint), within: .seconds(600))
      }
    }
    task.cancel()
    #expect(await task.value == .cancelled)
  }

  @Test func `a port where nobody listens is told at once`() async throws {
    let nobody = try DatagramProbe.exclusive(endpoint("127.0.0.1:0"))
    let overUDP = await clientError { () throws(ClientError) in
      try await STUNQuery.ask(.udp(nobody), within: .seconds(600))
    }
    #expect(overUDP == .noAddress(.unreachable))
    let overTCP = await clientError { () throws(ClientError) in
      try await STUNQuery.ask(.tcp(nobody), within: .seconds(600))
    }
    #expect(overTCP == .unreachable(.refused))
  }

}
