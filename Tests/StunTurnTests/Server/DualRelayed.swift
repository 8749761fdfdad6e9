import SansIO
import SignaldCrypto
import Testing
import TestSupport

@testable import StunTurn

/// A dual allocation as its peers meet it.
struct DualRelayed {
  /// The addresses in the order of the success.
  let shown: [Endpoint]
  fileprivate let halves: [IPAddress.Family: Relayed]

  subscript(family: IPAddress.Family) -> Relayed {
    // A test that asked for both has both.
    halves[family]!
  }
}

extension Rig where M == TURNServer {
  /// Makes a dual allocation.
  mutating func allocateDual(_ client: inout TURNTestClient) throws -> DualRelayed {
    let answer = try ask(&client, .allocate, [.transport(17), .additionalFamily(2)])
    var halves: [IPAddress.Family: Relayed] = [:]
    let slots = machine.ledger.halves(of: client.route, at: now.monotonic).slots
    for slot in slots {
      guard let relay = machine.ledger.allocations[slot].relay, let socket = relay.socket
      else { continue }
      halves[relay.local.address.family] = Relayed(
        endpoint: relay.relayed, socket: socket, local: relay.local.address)
    }
    try #require(halves.count == 2, "\(String(describing: answer.code))")
    return DualRelayed(shown: answer.allRelayed, halves: halves)
  }
}

extension Answer {
  /// All relayed addresses, in order.
  var allRelayed: [Endpoint] { read { $0.relayedAddresses } ?? [] }

  /// What ADDRESS-ERROR-CODE says.
  var refusedFamily: FamilyRefusal? {
    read { message in
      guard let (family, code) = (try? message.addressErrorCode()) ?? nil else { return nil }
      return FamilyRefusal(family: family, code: code)
    } ?? nil
  }

  /// Lends the message to a test.
  func read<T>(_ body: (borrowing Message) -> T) -> T? {
    bytes.withRawSpan { span in
      guard let message = try? Message(parsing: span) else { return nil }
      return body(message)
    }
  }
}

extension FamilyRefusal {
  init(_ family: IPAddress.Family, _ code: ErrorCode) {
    self.init(family: family, code: code)
  }
}
