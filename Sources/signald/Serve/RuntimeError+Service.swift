import Reactor
import SansIO
import SignaldKit

extension RuntimeError {
  /// Says of a service's failure what the operator can do about it.
  init(_ error: ServiceError, _ options: ServeOptions) {
    switch error {
    case .cannotListen(let endpoint, let cause):
      let option =
        options.http.contains(endpoint)
        ? "http"
        : options.https.contains(endpoint)
          ? "https" : options.turns.contains(endpoint) ? "turns" : "turn"
      self = .system(.listen(option: option), endpoint, number: cause.code)
    case .cannotRelay(let address, let cause):
      self = .system(.relay, Endpoint(address: address, port: 0), number: cause.code)
    case .system(let cause): self = .other("\(cause)")
    }
  }
}
