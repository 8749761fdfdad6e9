import Reactor
import SansIO
import StunTurn

/// Failures of clients in words.
enum Complaint {
  /// Why a connection or socket is not there.
  static func of(_ ending: Ending) -> String {
    switch ending {
    case .finished: "the server closed the connection"
    case .reset: "the server reset the connection"
    case .timedOut: "the connection timed out"
    case .refused: "the connection was refused: nothing listens there"
    case .unreachable: "there is no route to it"
    case .tls(let reason): "TLS failed: \(TLSError.text(ofReason: reason))"
    case .overflow: "the connection was too slow"
    case .local: "the connection was closed here"
    case .addressInUse: "no local port is free"
    case .system(let number): Platform.describe(number)
    }
  }

  /// What a server's refusal means.
  static func of(_ code: ErrorCode) -> String {
    let hint =
      switch code {
      case .unauthenticated: ": check --user and --password"
      case .forbidden: ": its policy does not allow this peer"
      case .allocationQuotaReached: ": the user has as many allocations as it may have"
      default: ""
      }
    return "the server says \(code.rawValue) \(code.reason)\(hint)"
  }

  /// Why there is no reflexive address.
  static func of(_ failure: BindingFailure) -> String {
    switch failure {
    case .timedOut: "no answer"
    case .refused(let code): of(code)
    case .redirected(let other): "the server wants \(other) to be asked"
    case .unreachable: "the network cannot reach it"
    case .malformed: "the answer cannot be read: it may not be a STUN server"
    case .disconnected(let ending): of(ending)
    }
  }

  /// Why there is no allocation.
  static func of(_ reason: ClosingReason) -> String {
    switch reason {
    case .requested: "the allocation was deleted"
    case .timedOut: "no answer"
    case .refused(let code): of(code)
    case .redirected(let other): "the server wants \(other) to be asked"
    case .malformed: "the answer cannot be read: it may not be a TURN server"
    case .wrongFamily: "the relayed address is of another family than asked for"
    case .expired: "the allocation could not be refreshed in time"
    case .lost: "the server does not know the allocation any more"
    case .channelRefused(let peer): "the server refused the channel to \(peer)"
    case .unreachable: "the network cannot reach it"
    case .disconnected(let ending): of(ending)
    }
  }

  /// Why a server gave no candidate.
  static func of(_ failure: GatheringFailure) -> String {
    switch failure {
    case .timedOut: "no answer"
    case .binding(let failure): of(failure)
    case .relay(let reason): of(reason)
    case .connection(let ending): of(ending)
    case .redirectionLoop: "it sends its clients round in circles"
    }
  }
}
