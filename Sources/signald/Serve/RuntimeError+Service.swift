import Reactor
import SansIO
import SignaldKit

extension RuntimeError {
  /// Says of a service's failure what the operator can do about it.
  init(_ error: ServiceError) {
    switch error {
    case .cannotListen(let endpoint, let cause):
      self = .system(.listen(option: "turn"), endpoint, number: cause.code)
    case .cannotRelay(let address, let cause):
      self = .system(.relay, Endpoint(address: address, port: 0), number: cause.code)
    case .system(let cause): self = .other("\(cause)")
    }
  }
}
