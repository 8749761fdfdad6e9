import Glibc
import SansIO

/// Sees the IP headers of UDP over IPv4 on this host; for root only.
final class Sniffer {
  private let descriptor: Int32

  /// Whether this process may look.
  static var isAllowed: Bool { (try? Sniffer()) != nil }

  /// Begins to look.
  init() throws {
    descriptor = socket(AF_INET, Int32(SOCK_RAW.rawValue), Int32(IPPROTO_UDP))
    guard descriptor >= 0 else { throw Failure("socket: \(errno)") }
  }

  deinit { close(descriptor) }

  /// Whether the don't-fragment flag was set on the first datagram with this payload that goes
  /// there; waits five seconds for each datagram.
  func dontFragment(of payload: [UInt8], to port: UInt16) throws -> Bool {
    while true {
      var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      // The structure outlives the call.
      guard unsafe poll(&ready, 1, 5_000) == 1 else { throw Failure("no datagram came") }
      var buffer = [UInt8](repeating: 0, count: 65_536)
      // The array outlives the call.
      let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
      let header = Int(buffer[0] & 15) * 4
      guard count >= header + 8, Array(buffer[header + 8..<count]) == payload,
        UInt16(buffer[header + 2]) << 8 | UInt16(buffer[header + 3]) == port
      else { continue }
      return buffer[6] & 0x40 != 0
    }
  }
}
