import CSignaldLinux
import SansIO

extension Descriptor {
  /// Makes a socket that neither blocks nor outlives an exec.
  static func socket(for address: IPAddress, isStream: Bool) throws(SystemError) -> Descriptor {
    let result = csys_socket(address.family == .v6 ? 1 : 0, isStream ? 1 : 0)
    let socket = Descriptor(owning: try SystemError.check(.socket, result))
    // IPv4 has sockets of its own: a mapped address never arrives on an IPv6 one.
    if address.family == .v6 { try socket.set(CSYS_V6_ONLY, 1) }
    return socket
  }

  /// Sets an option.
  func set(_ option: csys_option, _ value: Int) throws(SystemError) {
    try SystemError.check(.option, csys_set_option(number, option, Int32(clamping: value)))
  }

  /// Binds a socket; port 0 lets the kernel choose.
  func bind(to endpoint: Endpoint) throws(SystemError) {
    try SystemError.check(
      .bind,
      // The memory holds an address of this length.
      unsafe Self.withAddress(endpoint) { memory, length in
        unsafe csys_bind(number, memory, length)
      })
  }

  /// Starts a connection; answers whether it was made at once.
  func connect(to endpoint: Endpoint) -> Int32 {
    // The memory holds an address of this length.
    unsafe Self.withAddress(endpoint) { memory, length in
      unsafe csys_connect(number, memory, length)
    }
  }

  /// Where the socket is bound.
  func localEndpoint() throws(SystemError) -> Endpoint {
    var endpoint = Endpoint(address: .anyV4, port: 0)
    // The room is large enough for either family.
    let result = unsafe Self.withRoom { memory, length in
      let result = unsafe csys_local_address(number, memory, &length)
      if result == 0 { unsafe endpoint = SocketAddress.read(memory) }
      return result
    }
    try SystemError.check(.localAddress, result)
    return endpoint
  }

  /// Accepts a connection; a negative error number instead of a descriptor when there is none.
  func accept() -> (result: Int32, remote: Endpoint) {
    var endpoint = Endpoint(address: .anyV4, port: 0)
    // The room is large enough for either family.
    let result = unsafe Self.withRoom { memory, length in
      let result = unsafe csys_accept(number, memory, &length)
      if result >= 0 { unsafe endpoint = SocketAddress.read(memory) }
      return result
    }
    return (result, endpoint)
  }

  private static func withAddress(
    _ endpoint: Endpoint, _ body: (UnsafeRawPointer, UInt32) -> Int32
  ) -> Int32 {
    // The room is large enough for either family.
    unsafe withRoom { memory, _ in
      let length = unsafe SocketAddress.write(endpoint, to: memory)
      return unsafe body(UnsafeRawPointer(memory), length)
    }
  }

  private static func withRoom(
    _ body: (UnsafeMutableRawPointer, inout UInt32) -> Int32
  ) -> Int32 {
    // The room outlives the call.
    unsafe withUnsafeTemporaryAllocation(byteCount: 32, alignment: 8) { room in
      guard let start = room.baseAddress else { preconditionFailure("no room of 32 bytes") }
      var length = UInt32(SocketAddress.capacity)
      return unsafe body(start, &length)
    }
  }
}
