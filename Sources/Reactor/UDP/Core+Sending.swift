import CSignaldLinux
import Glibc
import SansIO

// Sending datagrams: neighbours of one socket leave together.

extension Core {
  /// Adds a datagram to those about to leave, encrypted if its path is.
  @inline(__always)
  mutating func send(
    _ payload: UnsafeRawBufferPointer, _ header: UInt32?, along path: Path, marked marking: Marking
  ) {
    // The payload stays in place until the outbox is emptied, which flushes before.
    if path.session == 0 {
      unsafe add(payload, header, along: path, marked: marking)
    } else {
      unsafe seal(payload, header, along: path, marked: marking)
    }
  }

  /// Adds a datagram as it is to those about to leave.
  mutating func add(
    _ payload: UnsafeRawBufferPointer, _ header: UInt32?, along path: Path, marked marking: Marking
  ) {
    if !sender.accepts(path.socket, marking) {
      flushDatagrams()
      guard holds(path.socket) else {
        statistics.datagramsDropped += 1
        return
      }
      sender.begin(
        path.socket, marking, namesLocal: sockets[Int(path.socket.index)].isWildcard)
    }
    // The payload stays in place until the outbox is emptied, which flushes before.
    unsafe sender.append(
      payload, header: header, along: path, marked: marking, joining: joinsTrains)
  }

  /// Hands what was added to the kernel; what it has no room for waits in the socket's queue.
  mutating func flushDatagrams() {
    guard sender.count > 0 else { return }
    let index = Int(sender.socket.index)
    if joinsTrains { sender.describeTrains() }
    setDontFragment(sender.setsDontFragment, of: index)
    var first = sockets[index].queue.isEmpty ? 0 : queue(from: 0, on: index)
    var isRetried = false
    while first < sender.count {
      let result = sender.send(from: first, by: sockets[index].descriptor.number)
      if result > 0 {
        for sent in first..<first + Int(result) {
          statistics.datagramsSent += UInt64(sender.message(sent).segmentCount)
        }
        first += Int(result)
        isRetried = false
      } else if result == -EAGAIN || result == -ENOBUFS {
        first = queue(from: first, on: index)
      } else if isAboutPeer(-result), !isRetried {
        // It may be an earlier datagram's error, told now: cleared, this one can go.
        readErrors(of: index)
        isRetried = true
      } else {
        refuse(first, code: -result, on: index)
        first += 1
        isRetried = false
      }
    }
    sender.removeAll()
  }

  /// Deals with a message the kernel will not take.
  private mutating func refuse(_ place: Int, code: Int32, on index: Int) {
    precondition(code != EBADF && code != EFAULT && code != ENOTSOCK)
    let message = sender.message(place)
    if message.segmentCount > 1 {
      // EINVAL is about this destination's MTU; these say that trains cannot be cut at all.
      if code == EIO || code == ENOPROTOOPT { joinsTrains = false }
      for segment in 0..<message.segmentCount {
        offer(sender.copy(place, segment: segment), message, on: index)
      }
      return
    }
    report(message, code)
  }

  private mutating func offer(
    _ entry: DatagramQueue.Entry, _ message: UDPSender.Message, on index: Int
  ) {
    let result =
      sockets[index].queue.isEmpty
      ? Self.send(entry, by: sockets[index].descriptor.number) : -EAGAIN
    if result > 0 {
      statistics.datagramsSent += 1
    } else if result == -EAGAIN || result == -ENOBUFS {
      enqueue(entry, on: index)
    } else {
      report(message, -result)
    }
  }

  /// Counts a refused datagram; one that is too large for our own stack is told like an ICMP error.
  private mutating func report(_ message: UDPSender.Message, _ code: Int32) {
    statistics.datagramsRefused += UInt64(message.segmentCount)
    guard code == EMSGSIZE else { return }
    let isV4 = message.path.remote.address.family == .v4
    // "Fragmentation needed" (RFC 792) or "packet too big" (RFC 4443 section 3.2).
    tell(
      .undeliverable(
        Undeliverable(path: message.path, type: isV4 ? 3 : 2, code: isV4 ? 4 : 0, mtu: 0)))
  }

  private mutating func setDontFragment(_ isSet: Bool, of index: Int) {
    guard sockets[index].setsDontFragment != isSet, !sockets[index].isV6 else { return }
    let result = csys_set_option(
      sockets[index].descriptor.number, CSYS_DONT_FRAGMENT_V4, isSet ? 1 : 0)
    if result == 0 { sockets[index].setsDontFragment = isSet }
  }

  // MARK: Queues

  /// Copies all messages from `first` on into the socket's queue and answers the end.
  private mutating func queue(from first: Int, on index: Int) -> Int {
    for place in first..<sender.count {
      enqueue(sender.copy(place), on: index)
    }
    return sender.count
  }

  private mutating func enqueue(_ entry: DatagramQueue.Entry, on index: Int) {
    let wasEmpty = sockets[index].queue.isEmpty
    guard sockets[index].queue.append(entry, bound: settings.queuedDatagramBytes) else {
      statistics.datagramsDropped += UInt64(entry.count)
      return
    }
    guard wasEmpty else { return }
    poller.change(
      sockets[index].descriptor.number, as: sockets[index].token, to: [.reading, .writing])
  }

  /// The kernel has room again: sends what waits, as far as it goes.
  mutating func drainQueue(of index: Int) {
    while let entry = sockets[index].queue.first {
      setDontFragment(entry.setsDontFragment, of: index)
      let result = Self.send(entry, by: sockets[index].descriptor.number)
      if result == -EAGAIN || result == -ENOBUFS { return }
      let count = UInt64(entry.count)
      if result > 0 {
        statistics.datagramsSent += count
      } else {
        statistics.datagramsRefused += count
      }
      sockets[index].queue.removeFirst()
    }
    if sockets[index].isClosing {
      _ = sockets.remove(index)
    } else {
      poller.change(sockets[index].descriptor.number, as: sockets[index].token, to: .reading)
    }
  }

  private static func send(_ entry: DatagramQueue.Entry, by fd: Int32) -> Int32 {
    // The three arrays outlive the call, and the kernel only reads them.
    unsafe entry.name.withUnsafeBytes { name in
      unsafe entry.control.withUnsafeBytes { control in
        unsafe entry.payload.withUnsafeBytes { payload in
          var vector = unsafe csys_iovec(
            base: UnsafeMutableRawPointer(mutating: payload.baseAddress), length: payload.count)
          return unsafe withUnsafeMutablePointer(to: &vector) { vector in
            var header = unsafe csys_msghdr(
              name: UnsafeMutableRawPointer(mutating: name.baseAddress),
              name_length: UInt32(name.count), vectors: vector, vector_count: 1,
              control: control.isEmpty
                ? nil : UnsafeMutableRawPointer(mutating: control.baseAddress),
              control_length: control.count, flags: 0)
            return unsafe csys_send_one(fd, &header)
          }
        }
      }
    }
  }
}
