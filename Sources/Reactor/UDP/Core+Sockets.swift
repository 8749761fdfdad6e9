import CSignaldLinux
import Glibc
import SansIO

// Opening, closing and receiving on datagram sockets.

extension Core {
  /// Binds a datagram socket; port 0 lets the kernel choose.
  mutating func openSocket(
    at endpoint: Endpoint, owner: Owner, sharesPort: Bool = false
  ) throws(SystemError) -> (SocketID, Endpoint) {
    let descriptor = try boundSocket(at: endpoint, sharesPort: sharesPort)
    let bound = try descriptor.localEndpoint()
    return (try adopt(descriptor, boundTo: bound, owner: owner), bound)
  }

  /// Binds two datagram sockets on neighbouring ports: both or neither.
  mutating func openPair(at even: Endpoint, owner: Owner) throws(SystemError) -> Opened {
    guard even.port % 2 == 0 else { throw SystemError(.bind, code: EINVAL) }
    let odd = Endpoint(address: even.address, port: even.port + 1)
    let second = try boundSocket(at: odd, sharesPort: false)
    let (first, bound) = try openSocket(at: even, owner: owner)
    do throws(SystemError) {
      return .pair(first, try adopt(second, boundTo: odd, owner: owner), bound)
    } catch {
      close(first)
      throw error
    }
  }

  private func boundSocket(
    at endpoint: Endpoint, sharesPort: Bool
  ) throws(SystemError) -> Descriptor {
    let socket = try Descriptor.socket(for: endpoint.address, isStream: false)
    let isV6 = endpoint.address.family == .v6
    if sharesPort { try socket.set(CSYS_REUSE_PORT, 1) }
    try socket.set(CSYS_RECEIVE_BUFFER, settings.socketBufferBytes)
    try socket.set(CSYS_SEND_BUFFER, settings.socketBufferBytes)
    // The kernel would set the flag on whatever fits the path by what it knows of it.
    if !isV6 { try socket.set(CSYS_DONT_FRAGMENT_V4, 0) }
    if endpoint.address.isUnspecified {
      try socket.set(isV6 ? CSYS_PACKET_INFO_V6 : CSYS_PACKET_INFO_V4, 1)
    }
    if settings.readsMarkings {
      try socket.set(isV6 ? CSYS_READ_MARKING_V6 : CSYS_READ_MARKING_V4, 1)
    }
    if settings.reportsErrors {
      try socket.set(isV6 ? CSYS_REPORT_ERRORS_V6 : CSYS_REPORT_ERRORS_V4, 1)
    }
    if settings.receivesTrains {
      // A kernel without it hands over datagrams one by one, which is as good.
      _ = csys_set_option(socket.number, CSYS_RECEIVE_TRAINS, 1)
    }
    try socket.bind(to: endpoint)
    return socket
  }

  /// Serves a bound socket from here on.
  mutating func adopt(
    _ descriptor: consuming Descriptor, boundTo endpoint: Endpoint, owner: Owner
  ) throws(SystemError) -> SocketID {
    let (index, generation) = sockets.next
    let id = SocketID(index: index, generation: generation, loop: loop, owner: owner)
    let socket = UDPSocket(descriptor: descriptor, id: id, endpoint: endpoint)
    try poller.add(socket.descriptor.number, as: socket.token, for: .reading)
    sockets.insert(socket)
    return id
  }

  /// Whether the machine may use this socket.
  @inline(__always)
  func holds(_ id: SocketID) -> Bool {
    id.loop == loop && sockets.holds(Int(id.index), id.generation)
      && !sockets[Int(id.index)].isClosing
  }

  /// Closes a socket once its queue is empty.
  mutating func close(_ id: SocketID) {
    guard holds(id) else { return }
    let index = Int(id.index)
    if sockets[index].isSecured { endAssociations(of: id) }
    guard sockets[index].queue.isEmpty else {
      sockets[index].isClosing = true
      poller.change(sockets[index].descriptor.number, as: sockets[index].token, to: .writing)
      return
    }
    _ = sockets.remove(index)
  }

  // MARK: Receiving

  /// Receives a batch into the next slots of the receiver and answers which they are.
  mutating func receive(from index: Int) -> Range<Int> {
    let first = receiver.used
    guard !sockets[index].isClosing else { return first..<first }
    let fd = sockets[index].descriptor.number
    var result = receiver.receive(from: fd)
    if result < 0, isAboutPeer(-result) {
      // An earlier datagram's error, told once: what has arrived is still there.
      readErrors(of: index)
      result = receiver.receive(from: fd)
    }
    precondition(result != -EBADF && result != -EFAULT && result != -ENOTSOCK)
    if result > 0 { statistics.datagramsReceived += UInt64(result) }
    return first..<receiver.used
  }

  /// Whether an error is about one peer or datagram and not about the socket.
  func isAboutPeer(_ code: Int32) -> Bool {
    switch code {
    case ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, EHOSTDOWN, ENETDOWN, EMSGSIZE, EPROTO,
      ENOPROTOOPT, EOPNOTSUPP, ENONET, EACCES, EPERM:
      true
    default: false
    }
  }

  // MARK: Errors

  /// Empties the error queue, bounded, and tells the machine of what ICMP said.
  mutating func readErrors(of index: Int) {
    let fd = sockets[index].descriptor.number
    if settings.reportsErrors {
      for _ in 0..<64 {
        guard let report = nextReport(of: index) else { break }
        if let report { tellUndeliverable(report) }
      }
    }
    // Reading clears it; what it was has been told, or is not wanted.
    _ = csys_pending_error(fd)
  }

  /// ICMP names no association: the one of its 5-tuple is meant. A server that is not there ends
  /// the handshake with it.
  private mutating func tellUndeliverable(_ report: Undeliverable) {
    guard sockets[Int(report.path.socket.index)].isSecured,
      let place = associations.place(of: report.path), let index = place.open ?? place.pending
    else { return tell(.undeliverable(report)) }
    if associations.slots[index].isOpen {
      var report = report
      report.path = associations.slots[index].path
      tell(.undeliverable(report))
    } else if case .client = associations.slots[index].side {
      fail(index, .refused)
    }
  }

  /// One entry of the error queue; `.some(nil)` is one that tells the machine nothing.
  private func nextReport(of index: Int) -> Undeliverable?? {
    let size = 32 + CSYS_CONTROL_CAPACITY
    // The name takes the first 32 bytes, ancillary data the rest; payload is not asked for.
    return unsafe withUnsafeTemporaryAllocation(byteCount: size, alignment: 8) { room in
      guard let start = room.baseAddress else { return nil }
      var header = unsafe csys_msghdr(
        name: start, name_length: UInt32(SocketAddress.capacity), vectors: nil, vector_count: 0,
        control: start + 32, control_length: CSYS_CONTROL_CAPACITY, flags: 0)
      let socket = sockets[index].descriptor.number
      guard unsafe csys_receive_error(socket, &header) >= 0 else { return nil }
      var report = csys_error_report()
      unsafe csys_parse_error(&header, &report)
      guard report.is_icmp != 0, unsafe header.name_length >= 16 else { return .some(nil) }
      // The kernel wrote where the datagram was going.
      let remote = unsafe SocketAddress.read(start)
      var control = csys_control()
      unsafe csys_parse_control(&header, &control)
      let local = control.localAddress ?? sockets[index].endpoint.address
      let path = Path(socket: sockets[index].id, local: local, remote: remote)
      return Undeliverable(path: path, type: report.type, code: report.code, mtu: report.info)
    }
  }
}
