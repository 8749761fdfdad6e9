import SansIO
import SignaldKit
import StunTurn

extension RuntimeError {
  /// Says of a client's failure what the person at the keyboard can do about it.
  init(_ error: ClientError, at server: ServerAddress) {
    switch error {
    case .unresolved(let name, let reason): self = .unresolved(name: name, reason: reason)
    case .timedOut: self = .other("\(server): no answer in time; see --timeout")
    case .cancelled: self = .other("\(server): cancelled")
    case .unreachable(let ending): self = .other("\(server): \(Complaint.of(ending))")
    case .noAddress(let failure): self = .other("\(server): \(Complaint.of(failure))")
    case .closed(let reason): self = .other("\(server): \(Complaint.of(reason))")
    case .refused(let code): self = .other("\(server): \(Complaint.of(code))")
    case .impossible: self = .other("\(server): such a peer cannot be asked for")
    case .invalidCredential:
      self = .other("--user needs 1 to \(Credential.userLimit) bytes")
    case .system(let cause): self = .other("\(cause)")
    }
  }
}
