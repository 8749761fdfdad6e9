import CSignaldLinux
import SansIO

/// The addresses of this host.
public enum Interfaces {
  /// All addresses, but IPv6 ones that are deprecated or not yet known to be unique (RFC 4862) only
  /// if asked for: those are not to be used, though packets for them may be taken in.
  public static func addresses(
    includingUnusable: Bool = false
  ) throws(SystemError) -> [InterfaceAddress] {
    var capacity = 64
    while true {
      let room = UnsafeMutableBufferPointer<csys_interface>.allocate(capacity: capacity)
      // Allocated above and used nowhere else.
      defer { unsafe room.deallocate() }
      // The C function writes at most `capacity` entries.
      let result = unsafe csys_interfaces(room.baseAddress, Int32(capacity))
      let count = Int(try SystemError.check(.interfaces, result))
      guard count > capacity else {
        // The first `count` entries were written.
        return unsafe room[..<count].filter { includingUnusable || $0.is_deprecated == 0 }
          .map(describe)
      }
      capacity = count
    }
  }

  private static func describe(_ entry: csys_interface) -> InterfaceAddress {
    // The name ends with a zero byte within its 16 bytes.
    let name = unsafe withUnsafeBytes(of: entry.name) {
      unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    // The address has 16 bytes, of which IPv4 uses 4.
    let address = unsafe withUnsafeBytes(of: entry.address) { bytes in
      guard let start = bytes.baseAddress else { return IPAddress.anyV4 }
      return unsafe entry.is_v6 != 0
        ? SocketAddress.address(v6At: start) : SocketAddress.address(v4At: start)
    }
    let flags = Int(entry.flags)
    return InterfaceAddress(
      interface: name, address: address, isUp: flags & CSYS_INTERFACE_UP != 0,
      isLoopback: flags & CSYS_INTERFACE_LOOPBACK != 0,
      isPointToPoint: flags & CSYS_INTERFACE_POINT_TO_POINT != 0,
      isTemporary: entry.is_temporary != 0)
  }
}
