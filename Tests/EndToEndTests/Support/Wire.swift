import Glibc
import SansIO

/// A UDP socket of IPv4 that hears one server only: answers from elsewhere do not arrive.
final class Wire {
  private let descriptor: Int32

  /// Connects a socket on a port of its own.
  init(to server: Endpoint) throws {
    descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    guard descriptor >= 0 else { throw Failure("socket: \(errno)") }
    var address = Self.memory(server)
    // The structure outlives the call.
    let result = unsafe withUnsafePointer(to: &address) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw Failure("connect to \(server): \(errno)") }
  }

  /// Takes a port and answers nobody.
  init(silentAt address: IPAddress) throws {
    descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    guard descriptor >= 0 else { throw Failure("socket: \(errno)") }
    var memory = Self.memory(Endpoint(address: address, port: 0))
    // The structure outlives the call.
    let result = unsafe withUnsafePointer(to: &memory) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw Failure("bind: \(errno)") }
  }

  deinit { close(descriptor) }

  /// Where it is bound.
  var local: Endpoint {
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    // The structures outlive the call.
    _ = unsafe withUnsafeMutablePointer(to: &address) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe getsockname(descriptor, $0, &length)
      }
    }
    return Endpoint(
      address: .v4(UInt32(bigEndian: address.sin_addr.s_addr)),
      port: UInt16(bigEndian: address.sin_port))
  }

  /// Sends a datagram.
  func send(_ bytes: [UInt8]) throws {
    // The array outlives the call.
    let count = unsafe Glibc.send(descriptor, bytes, bytes.count, 0)
    guard count == bytes.count else { throw Failure("send: \(errno)") }
  }

  /// The next datagram; waits for it for five seconds.
  func receive() throws -> [UInt8] {
    var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    // The structure outlives the call.
    guard unsafe poll(&ready, 1, 5_000) == 1 else { throw Failure("no datagram came") }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    // The array outlives the call.
    let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
    guard count >= 0 else { throw Failure("receive: \(errno)") }
    return Array(buffer[..<count])
  }

  /// Gives what is sent from here on this DSCP and ECN.
  func mark(_ trafficClass: UInt8) throws {
    var value = Int32(trafficClass)
    let size = socklen_t(MemoryLayout<Int32>.size)
    // The number outlives the call.
    guard unsafe setsockopt(descriptor, Int32(IPPROTO_IP), IP_TOS, &value, size) == 0 else {
      throw Failure("mark: \(errno)")
    }
  }

  /// The next datagram and the DSCP and ECN it came with.
  func receiveMarked() throws -> (bytes: [UInt8], trafficClass: UInt8) {
    var buffer = [UInt8](repeating: 0, count: 2_048)
    // One control message: length and kind in 16 bytes, then the octet.
    var control = [UInt8](repeating: 0, count: 64)
    // The arrays outlive the call that fills them.
    let count = unsafe buffer.withUnsafeMutableBytes { buffer in
      unsafe control.withUnsafeMutableBytes { control in
        var vector = unsafe iovec(iov_base: buffer.baseAddress, iov_len: buffer.count)
        return unsafe withUnsafeMutablePointer(to: &vector) { vector in
          var message = unsafe msghdr(
            msg_name: nil, msg_namelen: 0, msg_iov: vector, msg_iovlen: 1,
            msg_control: control.baseAddress, msg_controllen: control.count, msg_flags: 0)
          return unsafe recvmsg(descriptor, &message, 0)
        }
      }
    }
    guard count >= 0 else { throw Failure("receive: \(errno)") }
    return (Array(buffer[..<count]), control[16])
  }

  /// Asks for the DSCP and ECN of what comes, and not to wait for it longer than five seconds.
  func readMarkings() throws {
    var (isOn, limit) = (Int32(1), timeval(tv_sec: 5, tv_usec: 0))
    let sizes = (socklen_t(MemoryLayout<Int32>.size), socklen_t(MemoryLayout<timeval>.size))
    // The values outlive the calls.
    guard unsafe setsockopt(descriptor, Int32(IPPROTO_IP), IP_RECVTOS, &isOn, sizes.0) == 0,
      unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizes.1) == 0
    else { throw Failure("options: \(errno)") }
  }

  private static func memory(_ endpoint: Endpoint) -> sockaddr_in {
    var memory = sockaddr_in()
    memory.sin_family = sa_family_t(AF_INET)
    memory.sin_port = endpoint.port.bigEndian
    memory.sin_addr.s_addr = UInt32(truncatingIfNeeded: endpoint.address.low).bigEndian
    return memory
  }
}
