import SansIO
import StunTurn
import TestSupport
import Testing

@testable import Conformance

/// One way in which a server is wrong, and the checks that must notice.
struct Mutation: Sendable, CustomTestStringConvertible {
  /// What it does wrong.
  let fault: String
  /// The checks that must fail.
  let noticedBy: [String]
  /// What is done to what clients send.
  var request: @Sendable (inout [UInt8], inout Memory) -> Void = { _, _ in }
  /// What is done to what clients are sent.
  var answer: @Sendable (inout [UInt8], inout Memory) -> Void = { _, _ in }
  /// What is done to what peers are sent.
  var relayed: @Sendable (inout [UInt8]) -> Void = { _ in }
  /// What is sent though the server would not, for something that came from a client or a peer.
  var more: @Sendable ([UInt8], Endpoint, Bool, Memory) -> [Extra] = { _, _, _, _ in [] }
  /// What the operator set wrongly.
  var configure: @Sendable (inout TURNServer.Configuration) -> Void = { _ in }

  /// What a wrong server remembers.
  struct Memory: Sendable {
    var ids: Set<TransactionID> = []
    var nonce: [UInt8]?
    /// Whose each relay socket is.
    var clients: [SocketID: Path] = [:]
    /// Whose each relay socket will be.
    var openings: [UInt64: Path] = [:]
    var isStranger = false
  }

  /// Something sent though it must not be.
  enum Extra: Sendable {
    case toClient([UInt8])
    case toPeer([UInt8], Endpoint)
  }

  init(_ fault: String, noticedBy: String...) {
    self.fault = fault
    self.noticedBy = noticedBy
  }

  var testDescription: String { fault }

  func requests(_ change: @escaping @Sendable (inout [UInt8], inout Memory) -> Void) -> Mutation {
    var mutation = self
    mutation.request = change
    return mutation
  }

  func answers(_ change: @escaping @Sendable (inout [UInt8], inout Memory) -> Void) -> Mutation {
    var mutation = self
    mutation.answer = change
    return mutation
  }

  /// Changes answers that are messages, which stay well-formed and signed.
  func edits(_ change: @escaping @Sendable (inout Edit) -> Void) -> Mutation {
    answers { bytes, _ in
      guard var edit = Edit(bytes) else { return }
      change(&edit)
      bytes = edit.bytes
    }
  }

  /// Changes requests that are messages, which stay well-formed and signed.
  func reads(_ change: @escaping @Sendable (inout Edit) -> Void) -> Mutation {
    requests { bytes, _ in
      guard var edit = Edit(bytes) else { return }
      change(&edit)
      bytes = edit.bytes
    }
  }

  func relays(_ change: @escaping @Sendable (inout [UInt8]) -> Void) -> Mutation {
    var mutation = self
    mutation.relayed = change
    return mutation
  }

  func sends(
    _ more: @escaping @Sendable ([UInt8], Endpoint, Bool, Memory) -> [Extra]
  ) -> Mutation {
    var mutation = self
    mutation.more = more
    return mutation
  }

  func configured(
    _ change: @escaping @Sendable (inout TURNServer.Configuration) -> Void
  ) -> Mutation {
    var mutation = self
    mutation.configure = change
    return mutation
  }
}
