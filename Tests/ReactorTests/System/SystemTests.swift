import CSignaldLinux
import Glibc
import SansIO
import Testing

@testable import Reactor

@Suite struct SystemTests {
  @Test func `signals are delivered as values`() throws {
    try withThread {
      do {
        try Signals.block()
        for (number, expected) in [
          (SIGTERM, Signals.Signal.stop), (SIGHUP, .reload), (SIGINT, .stop),
        ] {
          #expect(csys_raise(number) == 0)
          #expect(try Signals.next() == expected)
        }
      } catch { Issue.record(error) }
    } while: {
    }
  }

  @Test func `the clock goes on and knows the date`() {
    let first = Clock.now()
    let second = Clock.now()
    #expect(second.monotonic >= first.monotonic)
    // 2024-01-01.
    #expect(first.unixSeconds > 1_704_067_200)
  }

  @Test func `the loopback interface is among the addresses`() throws {
    let addresses = try Interfaces.addresses()
    let loopback = try #require(addresses.first { $0.address == .loopbackV4 })
    #expect(loopback.isLoopback)
    #expect(loopback.isUp)
    #expect(loopback.interface == "lo")
  }

  @Test func `an error says which call failed and why`() {
    let error = SystemError(.bind, code: EADDRINUSE)
    #expect(error.description == "bind: Address already in use")
    #expect(error.isAddressInUse)
    #expect(!error.isPermissionDenied)
    #expect(SystemError(.bind, code: EACCES).isPermissionDenied)
    #expect(SystemError(.socket, code: EMFILE).isOutOfDescriptors)
  }

  @Test func `a descriptor closes at the end of its life unless it is given up`() throws {
    // Numbers are reused by tests beside this one, so the far end of a pair is asked instead.
    var ends: [Int32] = [0, 0]
    // The array has room for both.
    #expect(unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
    let far = Descriptor(owning: ends[1])
    do {
      let near = Descriptor(owning: ends[0])
      #expect(near.take() == ends[0])
    }
    var byte: UInt8 = 0
    // One byte of room.
    #expect(unsafe csys_receive(far.number, &byte, 1) == Int64(-EAGAIN))
    do { _ = Descriptor(owning: ends[0]) }
    #expect(unsafe csys_receive(far.number, &byte, 1) == 0)
  }

  @Test func `addresses survive the kernel's form`() {
    let room = UnsafeMutableRawPointer.allocate(byteCount: 28, alignment: 8)
    // Allocated for this test alone.
    defer { unsafe room.deallocate() }
    for text in ["127.0.0.1:1", "255.254.253.252:65535", "[2001:db8::1:2:3]:443", "[::1]:0"] {
      guard let endpoint = Endpoint(text) else {
        Issue.record("not an endpoint")
        continue
      }
      let length = unsafe SocketAddress.write(endpoint, to: room)
      #expect(length == (endpoint.address.family == .v4 ? 16 : 28))
      #expect(unsafe SocketAddress.read(room) == endpoint)
    }
  }
}
