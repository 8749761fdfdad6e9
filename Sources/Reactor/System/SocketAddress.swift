import SansIO

/// The kernel's form of an endpoint, read from and written to raw memory: no copy in between.
///
/// Layouts are checked in the C target: family in host order, port and addresses in network order.
enum SocketAddress {
  /// Room that holds either family.
  static let capacity = 28

  private static let v4Family: UInt16 = 2
  private static let v6Family: UInt16 = 10

  /// Writes `endpoint` into at least `capacity` bytes and answers how many of them count.
  @inline(__always)
  static func write(_ endpoint: Endpoint, to memory: UnsafeMutableRawPointer) -> UInt32 {
    // Every offset below lies within the capacity the caller provides.
    unsafe memory.storeBytes(of: endpoint.port.bigEndian, toByteOffset: 2, as: UInt16.self)
    if let bits = endpoint.address.v4 {
      unsafe memory.storeBytes(of: v4Family, as: UInt16.self)
      unsafe memory.storeBytes(of: bits.bigEndian, toByteOffset: 4, as: UInt32.self)
      unsafe memory.storeBytes(of: 0, toByteOffset: 8, as: UInt64.self)
      return 16
    }
    unsafe memory.storeBytes(of: v6Family, as: UInt16.self)
    unsafe memory.storeBytes(of: 0, toByteOffset: 4, as: UInt32.self)
    unsafe write(endpoint.address, v6At: memory + 8)
    unsafe memory.storeBytes(of: 0, toByteOffset: 24, as: UInt32.self)
    return 28
  }

  /// Reads an endpoint the kernel wrote.
  @inline(__always)
  static func read(_ memory: UnsafeRawPointer) -> Endpoint {
    // The kernel filled in at least the part of its family.
    let port = unsafe UInt16(bigEndian: memory.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
    let family = unsafe memory.loadUnaligned(as: UInt16.self)
    guard family == v6Family else {
      return unsafe Endpoint(address: address(v4At: memory + 4), port: port)
    }
    return unsafe Endpoint(address: address(v6At: memory + 8), port: port)
  }

  /// Reads 4 bytes as an address.
  @inline(__always)
  static func address(v4At memory: UnsafeRawPointer) -> IPAddress {
    // The caller points at 4 bytes.
    unsafe .v4(UInt32(bigEndian: memory.loadUnaligned(as: UInt32.self)))
  }

  /// Reads 16 bytes as an address.
  @inline(__always)
  static func address(v6At memory: UnsafeRawPointer) -> IPAddress {
    // The caller points at 16 bytes.
    let high = unsafe UInt64(bigEndian: memory.loadUnaligned(as: UInt64.self))
    let low = unsafe UInt64(bigEndian: memory.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    return .v6(high: high, low: low)
  }

  /// Writes an address as 16 bytes, or the 4 bytes of IPv4.
  @inline(__always)
  static func write(_ address: IPAddress, to memory: UnsafeMutableRawPointer) {
    // The caller provides 16 bytes.
    if let bits = address.v4 {
      unsafe memory.storeBytes(of: bits.bigEndian, as: UInt32.self)
    } else {
      unsafe write(address, v6At: memory)
    }
  }

  @inline(__always)
  private static func write(_ address: IPAddress, v6At memory: UnsafeMutableRawPointer) {
    // The caller provides 16 bytes.
    unsafe memory.storeBytes(of: address.high.bigEndian, as: UInt64.self)
    unsafe memory.storeBytes(of: address.low.bigEndian, toByteOffset: 8, as: UInt64.self)
  }
}
