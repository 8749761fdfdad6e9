import CSignaldLinux
import Glibc
import SansIO

// Listeners: opening them, accepting, and going on when descriptors run out.

extension Core {
  /// How many connections one listener may bring in one turn.
  private static var acceptLimit: Int { 16 }

  /// Listens for streams; port 0 lets the kernel choose.
  mutating func listen(
    at endpoint: Endpoint, owner: Owner, sharesPort: Bool = false,
    entry: StreamEntry = StreamEntry()
  ) throws(SystemError) -> (UInt16, Endpoint) {
    let socket = try Descriptor.socket(for: endpoint.address, isStream: true)
    try socket.set(CSYS_REUSE_ADDRESS, 1)
    if sharesPort { try socket.set(CSYS_REUSE_PORT, 1) }
    try socket.bind(to: endpoint)
    let backlog = Int32(clamping: settings.listenBacklog)
    try SystemError.check(.listen, csys_listen(socket.number, backlog))
    let bound = try socket.localEndpoint()
    guard let number = freeListenerNumber() else { throw SystemError(.listen, code: ENFILE) }
    let (index, generation) = listeners.next
    let token = Token(.listener, index: index, generation: generation)
    let listener = TCPListener(
      descriptor: socket, token: token, number: number, owner: owner, entry: entry)
    try poller.add(listener.descriptor.number, as: listener.token, for: .reading)
    listeners.insert(listener)
    nextListener = number &+ 1
    return (number, bound)
  }

  /// Listens no more; what waits to be accepted is reset by the kernel.
  mutating func close(listener number: UInt16) {
    if let index = index(ofListener: number) { _ = listeners.remove(index) }
  }

  /// The place of the listener of this number.
  func index(ofListener number: UInt16) -> Int? {
    (0..<listeners.end).first { listeners.isUsed($0) && listeners[$0].number == number }
  }

  /// The number after the last one given: one that was closed stays unused for as long as can be,
  /// so that what is still on its way from it is not taken for another's.
  private func freeListenerNumber() -> UInt16? {
    guard listeners.count <= Int(UInt16.max) else { return nil }
    var number = nextListener
    while index(ofListener: number) != nil { number &+= 1 }
    return number
  }

  /// Takes in the connections that wait, bounded.
  mutating func accept(from token: Token) {
    let index = token.index
    guard listeners.holds(index, token.generation) else { return }
    for _ in 0..<Self.acceptLimit {
      let (result, remote) = listeners[index].descriptor.accept()
      guard result < 0 else {
        take(Descriptor(owning: result), from: index, remote: remote)
        continue
      }
      switch -result {
      case EAGAIN: return
      case EMFILE, ENFILE: return turnAway(at: index)
      case ENOBUFS, ENOMEM: return rest(index)
      case EBADF, EFAULT, EINVAL, ENOTSOCK: preconditionFailure("accept on a wrong descriptor")
      // An error of the connection that was waiting: it is gone, the next may be well.
      default: continue
      }
    }
  }

  private mutating func take(_ descriptor: consuming Descriptor, from index: Int, remote: Endpoint)
  {
    guard links.count < settings.maximumLinks, prepare(descriptor),
      let local = try? descriptor.localEndpoint()
    else {
      statistics.linksRefused += 1
      _ = csys_reset_on_close(descriptor.number)
      return
    }
    statistics.linksAccepted += 1
    let info = LinkInfo(
      local: local, remote: remote, origin: remote, listener: listeners[index].number)
    admit(descriptor, info, by: listeners[index].entry, listeners[index].owner)
  }

  /// Sets what every stream is given; fails only if the peer is gone already.
  func prepare(_ descriptor: borrowing Descriptor) -> Bool {
    let timeout = Int32(clamping: settings.unacknowledgedTimeout)
    _ = csys_set_option(descriptor.number, CSYS_USER_TIMEOUT, timeout)
    return csys_set_option(descriptor.number, CSYS_NO_DELAY, 1) == 0
  }

  // MARK: Out of descriptors

  /// Without a free descriptor a connection cannot even be refused, and would be reported for ever:
  /// the spare one makes room for that.
  private mutating func turnAway(at index: Int) {
    if spare != nil {
      spare = nil
      let (result, _) = listeners[index].descriptor.accept()
      if result >= 0 {
        let refused = Descriptor(owning: result)
        _ = csys_reset_on_close(refused.number)
        statistics.linksRefused += 1
      }
    }
    rest(index)
  }

  /// Accepts nothing for a while.
  private mutating func rest(_ index: Int) {
    poller.change(listeners[index].descriptor.number, as: listeners[index].token, to: [])
    let deadline = now.monotonic.adding(milliseconds: settings.acceptPause)
    let token = listeners[index].token
    _ = timers.schedule(
      .listener(index: UInt32(index), generation: token.generation), at: deadline)
    keepSpare()
  }

  /// Accepts again.
  mutating func wake(listener index: Int) {
    keepSpare()
    poller.change(listeners[index].descriptor.number, as: listeners[index].token, to: .reading)
  }

  /// Keeps a descriptor in reserve, if there is one to be had.
  mutating func keepSpare() {
    guard spare == nil else { return }
    let result = csys_spare_descriptor()
    if result >= 0 { spare = Descriptor(owning: result) }
  }
}
