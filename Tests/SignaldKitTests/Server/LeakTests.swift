import Glibc
import Reactor
import SansIO
import StunTurn
import Testing
import TestSupport

@testable import SignaldKit

/// What is left behind, counted in processes of their own, where nobody else opens anything.
struct LeakTests {
  @Test func `fifty services with one loop leave no descriptor and no thread`() async {
    await #expect(processExitsWith: .success) { try await Census.expectNothingLeft(loops: 1) }
  }

  @Test func `fifty services with two loops leave no descriptor and no thread`() async {
    await #expect(processExitsWith: .success) { try await Census.expectNothingLeft(loops: 2) }
  }

  @Test func `fifty starts that fail leave no descriptor and no thread`() async {
    await #expect(processExitsWith: .success) {
      try await Census.compare {
        let taken = try SilentSocket()
        for loops in loopCounts {
          var configuration = try Service.Configuration.test(loops: loops)
          configuration.listeners.append(taken.endpoint)
          await #expect(throws: ServiceError.self) { try await Service(configuration) }
        }
      }
    }
  }

  @Test func `fifty clients leave no descriptor and no thread`() async {
    await #expect(processExitsWith: .success) {
      let service = try await Service(.test(loops: 2))
      let credential = try Credential.test()
      try await Census.compare {
        _ = try await STUNQuery.ask(service.dial)
        try await RelayClient.withAllocation(through: service.dial, credential: credential) {
          (client) throws(ClientError) in
          try await client.permit(.loopbackV4)
        }
      }
      service.stop()
      try await service.run()
    }
  }
}

/// The descriptors of this process and the threads that are loops.
private struct Census: Equatable {
  /// How many there are of each kind: `socket`, `anon_inode:[eventfd]`, or a path.
  let descriptors: [String: Int]
  let loops: [String]

  /// Counts.
  init() throws {
    var descriptors: [String: Int] = [:]
    for number in try Self.entries("/proc/self/fd") {
      descriptors[Self.kind("/proc/self/fd/\(number)"), default: 0] += 1
    }
    self.descriptors = descriptors
    loops = try Self.entries("/proc/self/task").compactMap { id in
      let name = Self.firstLine("/proc/self/task/\(id)/comm")
      return name.hasPrefix("loop ") || name == "client" ? name : nil
    }
  }

  /// Sees that fifty repetitions leave everything as the first left it.
  static func compare(_ body: () async throws -> Void) async throws {
    try await body()
    // The first sleep makes the timers of the Swift runtime, which stay.
    try await Task.sleep(for: .milliseconds(1))
    var before = try Census()
    // A thread that was joined stays listed for a moment.
    _ = try await eventually {
      before = try Census()
      return before.loops.allSatisfy { $0 != "client" }
    }
    for _ in 0..<50 { try await body() }
    var after = before
    let isSame = try await eventually {
      after = try Census()
      return after == before
    }
    #expect(isSame, "\(before) became \(after)")
  }

  /// Starts and stops services.
  static func expectNothingLeft(loops: Int) async throws {
    try await compare {
      let service = try await Service(.test(loops: loops))
      let running = try Census()
      #expect(running.loops.count >= loops)
      service.stop()
      try await service.run()
    }
    let isEmpty = try await eventually { try Census().loops.isEmpty }
    #expect(isEmpty)
  }

  private static func entries(_ path: String) throws -> [String] {
    guard let directory = unsafe opendir(path) else { throw SystemError(.spare, code: errno) }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    // Each entry is valid until the next is read, and its name ends with a zero.
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names
  }

  /// What a descriptor leads to, without the number of this one.
  private static func kind(_ path: String) -> String {
    var buffer = [UInt8](repeating: 0, count: 256)
    let count = unsafe readlink(path, &buffer, buffer.count)
    let target = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    for kind in ["socket", "pipe"] where target.hasPrefix(kind + ":") { return kind }
    return target
  }

  private static func firstLine(_ path: String) -> String {
    let descriptor = unsafe open(path, O_RDONLY)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 64)
    let count = unsafe read(descriptor, &buffer, buffer.count)
    return String(decoding: buffer.prefix(max(0, count)).prefix { $0 != 10 }, as: UTF8.self)
  }
}
