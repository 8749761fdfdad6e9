import Glibc
import SansIO

extension RuntimeError: CustomStringConvertible {
  /// One line without a full stop: what failed, and what would help.
  var description: String {
    switch self {
    case .system(.listen(let option), let endpoint, let number):
      "cannot listen on \(endpoint): "
        + RuntimeError.listening(flag: "--" + option, endpoint, number)
    case .system(.relay, let endpoint, let number):
      "cannot open a relay on \(endpoint): " + RuntimeError.relaying(endpoint, number)
    case .system(.connect, let endpoint, let number):
      "cannot reach \(endpoint): \(Platform.describe(number))"
    case .state(let problem):
      problem.description
    case .unresolved(let name, let reason):
      "cannot resolve \(name): \(reason)"
    case .other(let text):
      text
    }
  }

  private static func listening(flag: String, _ endpoint: Endpoint, _ number: Int32) -> String {
    switch number {
    case EADDRINUSE:
      "the port is in use by another program; stop it or choose another with \(flag)"
    case EACCES where endpoint.port < 1_024 && endpoint.port != 0:
      "ports below 1024 need a privilege; grant CAP_NET_BIND_SERVICE or choose another with "
        + flag
    case EACCES, EPERM:
      "the system does not permit it; check the service's sandbox and firewall rules"
    case EADDRNOTAVAIL:
      "this machine has no such address; give one it has, or :\(endpoint.port) for all, with "
        + flag
    case EAFNOSUPPORT where endpoint.address.family == .v6:
      "this machine has no IPv6; use \(flag) 0.0.0.0:\(endpoint.port)"
    case EMFILE, ENFILE:
      "too many files are open; raise the limit (ulimit -n, LimitNOFILE=)"
    default:
      Platform.describe(number)
    }
  }

  private static func relaying(_ endpoint: Endpoint, _ number: Int32) -> String {
    switch number {
    case EADDRINUSE:
      "the port is in use by another program; choose other ports with --relay-ports"
    case EADDRNOTAVAIL:
      "this machine has no such address; give one it has with --relay-address, and a public one "
        + "in front of it with --external-address"
    case EACCES where endpoint.port < 1_024 && endpoint.port != 0:
      "ports below 1024 need a privilege; choose others with --relay-ports"
    case EMFILE, ENFILE:
      "too many files are open; raise the limit (ulimit -n, LimitNOFILE=)"
    default:
      Platform.describe(number)
    }
  }
}
