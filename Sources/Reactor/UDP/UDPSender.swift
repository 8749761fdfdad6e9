import CSignaldLinux
import SansIO

/// Datagrams about to leave one socket together. They stay where they lie: what is built here are
/// the kernel's descriptions of them, in memory allocated once.
///
/// Neighbours of equal path, marking and size become one message, a train the kernel or the network
/// card cuts again; only its last datagram may be shorter.
@safe
struct UDPSender: ~Copyable {
  /// The most messages of one call.
  static let messageCapacity = 128
  /// The most datagrams of one train; the kernel allows 128.
  static let segmentLimit = 64
  /// The most bytes of one train.
  static let trainLimit = 65_000

  private static let vectorCapacity = 512
  private static let nameStride = 32
  private static let controlStride = CSYS_CONTROL_CAPACITY

  /// One message: a datagram or a train.
  struct Message {
    /// Where it goes.
    let path: Path
    /// How it is marked.
    let marking: Marking
    /// The size of its datagrams; the last may be smaller.
    let segmentSize: Int
    /// How many datagrams it is.
    var segmentCount: Int
    /// The size of all of them.
    var byteCount: Int
    /// A shorter datagram, or an empty one, ends a train.
    var isSealed: Bool
  }

  private let headers: UnsafeMutablePointer<csys_mmsghdr>
  private let vectors: UnsafeMutablePointer<csys_iovec>
  private let names: UnsafeMutableRawPointer
  private let controls: UnsafeMutableRawPointer
  private let prefixes: UnsafeMutablePointer<UInt32>
  private let messages: UnsafeMutablePointer<Message>
  private(set) var count = 0
  private var vectorCount = 0
  /// The socket they leave by, if there are any.
  private(set) var socket = SocketID(
    index: .max, generation: 0, loop: LoopID(rawValue: 0), owner: Owner(rawValue: 0))
  /// Whether they leave with the don't-fragment flag.
  private(set) var setsDontFragment = false
  private var namesLocal = false

  /// Allocates all memory.
  init() {
    // All blocks are freed in deinit and never leave this type.
    unsafe headers = .allocate(capacity: Self.messageCapacity)
    unsafe vectors = .allocate(capacity: Self.vectorCapacity)
    unsafe names = .allocate(byteCount: Self.messageCapacity * Self.nameStride, alignment: 8)
    unsafe controls = .allocate(byteCount: Self.messageCapacity * Self.controlStride, alignment: 8)
    unsafe prefixes = .allocate(capacity: Self.vectorCapacity)
    unsafe messages = .allocate(capacity: Self.messageCapacity)
    for index in 0..<Self.messageCapacity {
      // In bounds; the name never changes its place.
      unsafe (headers + index).initialize(
        to: csys_mmsghdr(
          header: csys_msghdr(
            name: names + index * Self.nameStride, name_length: 0, vectors: nil, vector_count: 0,
            control: nil, control_length: 0, flags: 0), length: 0))
    }
  }

  deinit {
    // The one owner of each block ends here.
    unsafe headers.deallocate()
    unsafe vectors.deallocate()
    unsafe names.deallocate()
    unsafe controls.deallocate()
    unsafe prefixes.deallocate()
    unsafe messages.deallocate()
  }

  /// Whether this datagram can leave together with those already here.
  @inline(__always)
  func accepts(_ socket: SocketID, _ marking: Marking) -> Bool {
    self.socket == socket && setsDontFragment == marking.dontFragment
      && count < Self.messageCapacity && vectorCount + 2 <= Self.vectorCapacity
  }

  /// Starts over for a socket; `namesLocal` makes datagrams leave from their path's local address.
  mutating func begin(_ socket: SocketID, _ marking: Marking, namesLocal: Bool) {
    precondition(count == 0)
    self.socket = socket
    setsDontFragment = marking.dontFragment
    self.namesLocal = namesLocal
  }

  /// Adds a datagram; `accepts` must have been asked.
  mutating func append(
    _ payload: UnsafeRawBufferPointer, header: UInt32?, along path: Path, marked marking: Marking,
    joining: Bool
  ) {
    let size = payload.count + (header == nil ? 0 : 4)
    let isJoined = joining && join(size, path, marking)
    if !isJoined { start(size, path, marking) }
    let first = vectorCount
    if let header {
      // `accepts` made sure of two more places.
      unsafe prefixes[vectorCount] = header.bigEndian
      unsafe vectors[vectorCount] = csys_iovec(base: prefixes + vectorCount, length: 4)
      vectorCount += 1
    }
    // The kernel only reads: `base` is not const for the sake of receiving.
    unsafe vectors[vectorCount] = csys_iovec(
      base: UnsafeMutableRawPointer(mutating: payload.baseAddress), length: payload.count)
    vectorCount += 1
    // The message exists: either joined or started above.
    unsafe headers[count - 1].header.vector_count += vectorCount - first
  }

  /// Forgets all messages.
  mutating func removeAll() {
    count = 0
    vectorCount = 0
    socket = SocketID(
      index: .max, generation: 0, loop: LoopID(rawValue: 0), owner: Owner(rawValue: 0))
  }

  /// The message of this place.
  func message(_ index: Int) -> Message {
    precondition(index < count)
    // In bounds and written when it was started.
    return unsafe messages[index]
  }

  /// Offers the messages from `first` on to the kernel; answers how many it took, or a negative
  /// error number for the first of them.
  mutating func send(from first: Int, by fd: Int32) -> Int32 {
    precondition(first < count)
    // In bounds; a single message takes the cheaper call.
    return unsafe count - first == 1
      ? csys_send_one(fd, &headers[first].header)
      : csys_send_many(fd, headers + first, UInt32(count - first))
  }

  /// Describes the trains to the kernel, once all messages are complete.
  mutating func describeTrains() {
    for index in 0..<count {
      // In bounds.
      let message = unsafe messages[index]
      if message.segmentCount > 1 { describe(index, segmentSize: message.segmentSize) }
    }
  }

  /// A copy of a message for a queue; of one datagram of a train if `segment` is given.
  func copy(_ index: Int, segment: Int? = nil) -> DatagramQueue.Entry {
    let message = message(index)
    // In bounds; the header names what was built for this message.
    let header = unsafe headers[index].header
    var payload: [UInt8] = []
    payload.reserveCapacity(message.byteCount)
    for place in unsafe 0..<header.vector_count {
      // The payloads stay in place until the outbox is emptied.
      let vector = unsafe header.vectors[place]
      unsafe payload.append(
        contentsOf: UnsafeRawBufferPointer(start: vector.base, count: vector.length))
    }
    // Both were written by `start` and `describe`, with these lengths.
    let name = unsafe [UInt8](
      UnsafeRawBufferPointer(start: header.name, count: Int(header.name_length)))
    var control = unsafe [UInt8](
      UnsafeRawBufferPointer(start: header.control, count: header.control_length))
    if let segment {
      let start = segment * message.segmentSize
      payload = [UInt8](payload[start..<min(start + message.segmentSize, payload.count)])
      control = controlBytes(message, segmentSize: 0)
    }
    return DatagramQueue.Entry(
      name: name, control: control, payload: payload, setsDontFragment: setsDontFragment,
      count: segment == nil ? message.segmentCount : 1)
  }

  // MARK: Building

  @inline(__always)
  private mutating func join(_ size: Int, _ path: Path, _ marking: Marking) -> Bool {
    guard count > 0 else { return false }
    // The last message exists.
    let last = unsafe messages[count - 1]
    guard !last.isSealed, size <= last.segmentSize, size > 0,
      last.segmentCount < Self.segmentLimit, last.byteCount + size <= Self.trainLimit,
      last.path == path, last.marking == marking
    else { return false }
    unsafe messages[count - 1].segmentCount += 1
    unsafe messages[count - 1].byteCount += size
    unsafe messages[count - 1].isSealed = size < last.segmentSize
    return true
  }

  @inline(__always)
  private mutating func start(_ size: Int, _ path: Path, _ marking: Marking) {
    let index = count
    count += 1
    // `accepts` made sure of one more place.
    unsafe messages[index] = Message(
      path: path, marking: marking, segmentSize: size, segmentCount: 1, byteCount: size,
      isSealed: size == 0)
    unsafe headers[index].header.name_length = SocketAddress.write(
      path.remote, to: names + index * Self.nameStride)
    unsafe headers[index].header.vectors = vectors + vectorCount
    unsafe headers[index].header.vector_count = 0
    unsafe headers[index].header.control = nil
    unsafe headers[index].header.control_length = 0
    if namesLocal || marking.trafficClass != 0 { describe(index, segmentSize: 0) }
  }

  private mutating func describe(_ index: Int, segmentSize: Int) {
    // In bounds; the C function writes at most CSYS_CONTROL_CAPACITY bytes.
    var control = unsafe wanted(messages[index], segmentSize: segmentSize)
    let room = unsafe controls + index * Self.controlStride
    unsafe headers[index].header.control_length = csys_build_control(room, &control)
    unsafe headers[index].header.control = room
  }

  private func controlBytes(_ message: Message, segmentSize: Int) -> [UInt8] {
    var control = wanted(message, segmentSize: segmentSize)
    // The room has the capacity the C function needs.
    return unsafe [UInt8](unsafeUninitializedCapacity: CSYS_CONTROL_CAPACITY) { room, count in
      count = unsafe csys_build_control(room.baseAddress, &control)
    }
  }

  private func wanted(_ message: Message, segmentSize: Int) -> csys_control {
    var control = csys_control()
    control.is_v6 = message.path.remote.address.family == .v6 ? 1 : 0
    control.segment_size = UInt16(segmentSize)
    control.traffic_class = message.marking.trafficClass
    control.has_marking = message.marking.trafficClass != 0 ? 1 : 0
    if namesLocal, !message.path.local.isUnspecified {
      control.has_local = 1
      // The array has the 16 bytes an address needs at most.
      unsafe withUnsafeMutableBytes(of: &control.local) { bytes in
        if let start = bytes.baseAddress {
          unsafe SocketAddress.write(message.path.local, to: start)
        }
      }
    }
    return control
  }
}
