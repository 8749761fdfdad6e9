import Glibc
import SansIO

/// A plain UDP socket on 127.0.0.1 that waits at most two seconds for a datagram.
final class LoopbackSocket {
  let endpoint: Endpoint
  private let number: Int32
  private var room = [UInt8](repeating: 0, count: 2048)

  init() {
    let number = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    var address = LoopbackSocket.address(port: 0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    var limit = timeval(tv_sec: 2, tv_usec: 0)
    setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(number, $0, length) == 0 && getsockname(number, $0, &length) == 0
      }
    }
    precondition(isBound, "cannot bind on loopback")
    self.number = number
    endpoint = Endpoint(address: .loopbackV4, port: UInt16(bigEndian: address.sin_port))
  }

  deinit { close(number) }

  func send(_ bytes: [UInt8], to port: UInt16) {
    var address = LoopbackSocket.address(port: port)
    let sent = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        sendto(number, bytes, bytes.count, 0, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    precondition(sent == bytes.count, "cannot send on loopback")
  }

  /// The next datagram, or nothing if none is there.
  func receive(waiting: Bool = false) -> [UInt8]? {
    let count = recv(number, &room, room.count, waiting ? 0 : Int32(MSG_DONTWAIT))
    return count < 0 ? nil : Array(room[..<count])
  }

  private static func address(port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }
}
