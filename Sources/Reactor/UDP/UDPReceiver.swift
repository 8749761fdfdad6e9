import CSignaldLinux
import SansIO

/// Where datagrams arrive: a row of slots filled over several sockets before it is used again, so
/// that what is forwarded need not be copied. All memory is allocated once; pages no datagram has
/// reached cost nothing.
@safe
struct UDPReceiver: ~Copyable {
  /// How many receives fit before the outbox has to be executed.
  static let slotCount = 128
  /// The most one receive asks for.
  static let batch = 64

  // A slot holds the largest datagram; the odd lines keep slots from competing for cache places.
  private static let payloadCapacity = 65_536
  private static let stride = payloadCapacity + 17 * 64
  private static let nameStride = 32
  private static let controlStride = CSYS_CONTROL_CAPACITY

  private let arena: UnsafeMutableRawPointer
  private let headers: UnsafeMutablePointer<csys_mmsghdr>
  private let vectors: UnsafeMutablePointer<csys_iovec>
  private let names: UnsafeMutableRawPointer
  private let controls: UnsafeMutableRawPointer
  /// How many slots hold datagrams the outbox may still refer to.
  private(set) var used = 0

  /// Allocates all memory and describes it to the kernel.
  init() {
    let count = Self.slotCount
    // All five blocks are freed in deinit and never leave this type but as borrowed buffers.
    unsafe arena = .allocate(byteCount: count * Self.stride, alignment: 4096)
    unsafe headers = .allocate(capacity: count)
    unsafe vectors = .allocate(capacity: count)
    unsafe names = .allocate(byteCount: count * Self.nameStride, alignment: 8)
    unsafe controls = .allocate(byteCount: count * Self.controlStride, alignment: 8)
    for slot in 0..<count {
      // Every slot lies within its block.
      unsafe (vectors + slot).initialize(
        to: csys_iovec(base: arena + slot * Self.stride, length: Self.payloadCapacity))
      unsafe (headers + slot).initialize(
        to: csys_mmsghdr(
          header: csys_msghdr(
            name: names + slot * Self.nameStride, name_length: UInt32(SocketAddress.capacity),
            vectors: vectors + slot, vector_count: 1,
            control: controls + slot * Self.controlStride, control_length: Self.controlStride,
            flags: 0), length: 0))
    }
  }

  deinit {
    // The one owner of each block ends here.
    unsafe arena.deallocate()
    unsafe headers.deallocate()
    unsafe vectors.deallocate()
    unsafe names.deallocate()
    unsafe controls.deallocate()
  }

  /// Whether a receive still has room worth the call.
  var hasRoom: Bool { used + Self.batch <= Self.slotCount }

  /// Receives into the next slots; answers how many were filled, or a negative error number.
  mutating func receive(from fd: Int32) -> Int32 {
    let room = min(Self.batch, Self.slotCount - used)
    // `room` slots follow the used ones.
    let result = unsafe csys_receive_many(fd, headers + used, UInt32(room))
    if result > 0 { used += Int(result) }
    return result
  }

  /// Makes all slots available again. The outbox must be empty.
  mutating func reset() {
    for slot in 0..<used {
      // The kernel shortens these two to what it wrote; `slot` is in bounds.
      unsafe headers[slot].header.name_length = UInt32(SocketAddress.capacity)
      unsafe headers[slot].header.control_length = Self.controlStride
    }
    used = 0
  }

  /// The bytes that arrived in a slot; good until the next `reset`.
  @inline(__always)
  func bytes(_ slot: Int) -> UnsafeRawBufferPointer {
    precondition(slot < used)
    // The kernel wrote `length` bytes, at most the slot's capacity.
    return unsafe UnsafeRawBufferPointer(
      start: arena + slot * Self.stride, count: Int(headers[slot].length))
  }

  /// The place of some bytes of a slot, to be written over; good until the next `reset`.
  @unsafe
  func room(_ slot: Int, _ range: Range<Int>) -> UnsafeMutableRawBufferPointer {
    precondition(unsafe slot < used && range.upperBound <= Int(headers[slot].length))
    // In bounds of what the kernel wrote; whoever calls answers for the time.
    return unsafe UnsafeMutableRawBufferPointer(
      start: arena + slot * Self.stride + range.lowerBound, count: range.count)
  }

  /// Who sent what is in a slot.
  @inline(__always)
  func remote(_ slot: Int) -> Endpoint {
    precondition(slot < used)
    // The kernel wrote an address of the socket's family.
    return unsafe SocketAddress.read(names + slot * Self.nameStride)
  }

  /// What came with the datagram besides its bytes, `nil` if nothing did.
  @inline(__always)
  func control(_ slot: Int) -> csys_control? {
    precondition(slot < used)
    // In bounds; the kernel wrote `control_length` bytes of ancillary data.
    guard unsafe headers[slot].header.control_length > 0 else { return nil }
    var control = csys_control()
    unsafe csys_parse_control(&headers[slot].header, &control)
    return control
  }
}

extension csys_control {
  /// The address the datagram was sent to, if the socket was asked to tell.
  var localAddress: IPAddress? {
    guard has_local != 0 else { return nil }
    // The array has 16 bytes, of which IPv4 uses 4.
    return unsafe withUnsafeBytes(of: local) { bytes in
      guard let start = bytes.baseAddress else { return nil }
      return unsafe is_v6 != 0
        ? SocketAddress.address(v6At: start) : SocketAddress.address(v4At: start)
    }
  }
}
