public import Reactor
public import SansIO

/// Why a service does not run, or no longer.
public enum ServiceError: Error, Hashable, Sendable {
  /// A listener could not be opened at this endpoint.
  case cannotListen(Endpoint, SystemError)
  /// A relay address is not one of this host.
  case cannotRelay(IPAddress, SystemError)
  /// A loop could not start, or failed later.
  case system(SystemError)
}
