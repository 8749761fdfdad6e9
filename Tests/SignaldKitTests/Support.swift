import Glibc
import Reactor
import SansIO
import StunTurn
import Testing
import TestSupport

@testable import SignaldKit

/// Numbers of loops that services are tried with.
let loopCounts = [1, 2]

extension Service.Configuration {
  /// One listener on a free port of loopback, relays beside it, and the user u with password p.
  static func test(loops: Int, at listener: Endpoint = endpoint("127.0.0.1:0")) throws
    -> Service.Configuration
  {
    var configuration = Service.Configuration(
      listeners: [listener], loops: loops,
      accounts: try Accounts(realm: "r.example", users: [("u", "p"), ("v", "q")], secrets: []),
      relays: [RelayAddress(local: .loopbackV4)])
    configuration.allowedPeers = [IPPrefix("127.0.0.0/8")].compactMap { $0 }
    return configuration
  }
}

extension Credential {
  /// The user u with its password.
  static func test(_ user: String = "u", _ password: String = "p") throws -> Credential {
    try #require(Credential(user: user, password: password))
  }
}

extension Service {
  /// Starts a service, lends it, and stops it.
  static func with<R>(
    loops: Int, _ body: (Service) async throws -> R
  ) async throws -> R {
    let service = try await Service(.test(loops: loops))
    let result: Result<R, any Error>
    do { result = .success(try await body(service)) } catch { result = .failure(error) }
    service.stop()
    try await service.run()
    return try result.get()
  }

  /// How to reach it.
  var dial: Dial { .udp(listening.turn[0]) }

  /// How many allocations all loops have.
  var allocationCount: Int {
    get async { await report().reduce(0) { $0 + $1.allocations } }
  }
}

/// A UDP socket on loopback that takes datagrams and answers none.
final class SilentSocket: Sendable {
  private let descriptor: Int32
  let endpoint: Endpoint

  init() throws {
    let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    // The structure outlives both calls.
    let result = unsafe withUnsafeMutablePointer(to: &address) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(descriptor, $0, length) == 0
          ? unsafe getsockname(descriptor, $0, &length) : -1
      }
    }
    try #require(result == 0)
    self.descriptor = descriptor
    endpoint = Endpoint(address: .loopbackV4, port: UInt16(bigEndian: address.sin_port))
  }

  deinit { close(descriptor) }
}

/// What an operation throws, or `nil`.
func clientError<R>(
  _ body: () async throws(ClientError) -> R
) async -> ClientError? {
  do throws(ClientError) {
    _ = try await body()
    return nil
  } catch {
    return error
  }
}

/// Waits until something holds that no call tells of; answers whether it came to hold.
func eventually(_ isSo: () async throws -> Bool) async throws -> Bool {
  // Counts looks as well as seconds: on a busy machine one look may take all the seconds.
  let deadline = ContinuousClock.now + .seconds(30)
  var looks = 0
  while ContinuousClock.now < deadline || looks < 200 {
    looks += 1
    if try await isSo() { return true }
    try await Task.sleep(for: .milliseconds(5))
  }
  return false
}
