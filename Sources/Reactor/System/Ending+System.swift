import Glibc
import SansIO

extension Ending {
  /// What a system error number means to a machine.
  init(code: Int32) {
    self =
      switch code {
      case ECONNRESET, EPIPE, ECONNABORTED: .reset
      case ETIMEDOUT: .timedOut
      case ECONNREFUSED: .refused
      case EHOSTUNREACH, ENETUNREACH, ENETDOWN, EHOSTDOWN: .unreachable
      case EADDRINUSE: .addressInUse
      default: .system(code)
      }
  }
}
