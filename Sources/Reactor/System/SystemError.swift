import Glibc

/// A system call that failed in a way its caller has to know of.
public struct SystemError: Error, Hashable, Sendable {
  /// The calls that can fail for reasons outside the program.
  public enum Call: String, Hashable, Sendable {
    /// Making a socket.
    case socket
    /// Setting a socket's option.
    case option = "setsockopt"
    /// Binding a socket to an address.
    case bind
    /// Starting a connection.
    case connect
    /// Listening for connections.
    case listen
    /// Asking for a socket's own address.
    case localAddress = "getsockname"
    /// Making or asking the poller.
    case poller = "epoll"
    /// Making the descriptor other threads wake a loop by.
    case bell = "eventfd"
    /// Keeping a descriptor in reserve.
    case spare = "open"
    /// Listing the host's addresses.
    case interfaces = "getifaddrs"
    /// Binding a thread to a processor.
    case affinity = "pthread_setaffinity_np"
    /// Starting a thread.
    case thread = "pthread_create"
    /// Blocking or awaiting signals.
    case signal = "sigwaitinfo"
  }

  /// What failed.
  public let call: Call
  /// The system's error number, positive.
  public let code: Int32

  /// Describes a failed call.
  public init(_ call: Call, code: Int32) {
    self.call = call
    self.code = code
  }

  /// Whether the address or port is taken.
  public var isAddressInUse: Bool { code == EADDRINUSE }
  /// Whether the address is not one of this host.
  public var isAddressUnavailable: Bool { code == EADDRNOTAVAIL }
  /// Whether the process may not do this: ports below 1024, for one.
  public var isPermissionDenied: Bool { code == EACCES || code == EPERM }
  /// Whether the process or the system has no descriptors left.
  public var isOutOfDescriptors: Bool { code == EMFILE || code == ENFILE }

  /// Answers a call's result, or throws when it is a negative error number.
  @discardableResult
  static func check(_ call: Call, _ result: Int32) throws(SystemError) -> Int32 {
    if result >= 0 { return result }
    // These two mean that the program's own bookkeeping is wrong: going on would only hide it.
    precondition(result != -EBADF && result != -EFAULT, "\(call.rawValue) on a wrong descriptor")
    throw SystemError(call, code: -result)
  }
}

extension SystemError: CustomStringConvertible {
  /// `bind: Address already in use`.
  public var description: String {
    // strerror answers a static or per-thread string, copied at once.
    let reason = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    return "\(call.rawValue): \(reason)"
  }
}
