import CSignaldLinux

/// Tells which descriptors can be read or written, level-triggered: epoll here, kqueue elsewhere.
@safe
struct Poller: ~Copyable {
  /// What is known of one descriptor after a wait.
  struct Readiness {
    /// What it was added with.
    let token: Token
    /// There is something to read, or the end of it.
    let isReadable: Bool
    /// There is room to write, or a connection was made.
    let isWritable: Bool
    /// An error is pending.
    let hasFailed: Bool
    /// Both directions are over.
    let isHungUp: Bool
  }

  /// What to wait for; errors are always reported.
  struct Interest: OptionSet {
    /// The bits the C target knows.
    let rawValue: UInt32
    /// Something to read.
    static let reading = Interest(rawValue: UInt32(CSYS_READABLE))
    /// Room to write.
    static let writing = Interest(rawValue: UInt32(CSYS_WRITABLE))
  }

  private let descriptor: Descriptor
  private let ready: UnsafeMutablePointer<csys_ready>

  /// Makes a poller that knows no descriptor.
  init() throws(SystemError) {
    descriptor = Descriptor(owning: try SystemError.check(.poller, csys_poller()))
    // Freed in deinit; never leaves this type.
    unsafe ready = .allocate(capacity: CSYS_READY_CAPACITY)
  }

  deinit {
    // The one owner ends here.
    unsafe ready.deallocate()
  }

  /// Waits for a descriptor from here on. Fails when the system has no room.
  func add(_ fd: Int32, as token: Token, for interest: Interest) throws(SystemError) {
    try SystemError.check(
      .poller, csys_poller_add(descriptor.number, fd, token.rawValue, interest.rawValue))
  }

  /// Waits for something else. Cannot fail for a descriptor that was added.
  func change(_ fd: Int32, as token: Token, to interest: Interest) {
    let result = csys_poller_change(descriptor.number, fd, token.rawValue, interest.rawValue)
    precondition(result == 0, "a descriptor the poller does not know")
  }

  /// Waits for nothing of it any more. Cannot fail for a descriptor that was added.
  func remove(_ fd: Int32) {
    let result = csys_poller_remove(descriptor.number, fd)
    precondition(result == 0, "a descriptor the poller does not know")
  }

  /// Waits at most so many milliseconds (-1: without end) and answers how many are ready.
  mutating func wait(milliseconds: Int32) throws(SystemError) -> Int {
    // The C function writes at most CSYS_READY_CAPACITY entries.
    let result = unsafe csys_poller_wait(descriptor.number, ready, milliseconds)
    return Int(try SystemError.check(.poller, result))
  }

  /// One of those the last wait counted.
  subscript(index: Int) -> Readiness {
    precondition(index < CSYS_READY_CAPACITY)
    // In bounds, and written by the wait that counted it.
    let entry = unsafe ready[index]
    return Readiness(
      token: Token(rawValue: entry.token), isReadable: entry.state & UInt32(CSYS_READABLE) != 0,
      isWritable: entry.state & UInt32(CSYS_WRITABLE) != 0,
      hasFailed: entry.state & UInt32(CSYS_FAILED) != 0,
      isHungUp: entry.state & UInt32(CSYS_HUNG_UP) != 0)
  }
}
