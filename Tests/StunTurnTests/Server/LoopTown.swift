import SansIO
import SignaldCrypto
import TestSupport
import Testing

@testable import StunTurn

/// Servers on several loops of one process, and the mail between them.
final class LoopTown {
  /// One of them.
  final class House {
    var rig: Rig<TURNServer>
    init(_ rig: consuming Rig<TURNServer>) { self.rig = rig }
  }

  let houses: [House]
  /// Commands on their way, oldest first; delivered by `deliver`.
  private(set) var mail: [(to: Int, command: TURNServer.Command)] = []

  init(_ loops: UInt8, _ change: (inout TURNServer.Configuration) -> Void = { _ in }) throws {
    var houses: [House] = []
    for loop in 0..<loops {
      houses.append(
        House(
          try makeServer(seed: UInt64(loop) + 1) {
            change(&$0)
            $0.loop = LoopID(rawValue: loop)
            $0.loopCount = loops
          }))
    }
    self.houses = houses
  }

  /// How many allocations all have.
  var allocations: Int { houses.map { $0.rig.machine.allocationCount }.reduce(0, +) }

  /// What users hold on all loops together.
  var held: [String: Int] {
    houses.reduce(into: [:]) { sum, house in
      sum.merge(house.rig.machine.holdings) { $0 + $1 }
    }
  }

  /// Sends a signed request, carries mail until it is answered, and answers the error, if any.
  func ask(
    _ client: inout TURNTestClient, on loop: Int, _ method: StunTurn.Method,
    _ pieces: [TURNTestClient.Piece] = []
  ) throws -> ErrorCode? {
    var answers = begin(&client, on: loop, method, pieces).compactMap { Answer($0) }
    if answers.isEmpty { answers = deliverAll().compactMap { Answer($0) } }
    #expect(answers.count == 1)
    return try #require(answers.first).code
  }

  /// Sends a signed request; answers what comes out before any mail is carried.
  func begin(
    _ client: inout TURNTestClient, on loop: Int, _ method: StunTurn.Method,
    _ pieces: [TURNTestClient.Piece] = []
  ) -> [Output] {
    if client.nonce.isEmpty { houses[loop].rig.fetchNonce(&client) }
    let bytes = client.signed(method, pieces, id: client.freshID())
    defer { collect(loop) }
    return houses[loop].rig.receive(bytes, along: client.path)
  }

  /// Tells all of them something; answers how many sockets they close.
  func obey(_ command: TURNServer.Command) -> Int {
    var outputs: [Output] = []
    for loop in houses.indices {
      outputs += houses[loop].rig.obey(command)
      collect(loop)
    }
    outputs += deliverAll()
    return outputs.filter { if case .action(.close) = $0 { true } else { false } }.count
  }

  /// Lets time pass on all of them.
  func advance(seconds: UInt64) {
    for loop in houses.indices {
      houses[loop].rig.advance(seconds: seconds)
      collect(loop)
    }
  }

  /// Takes the news of a loop into the mail.
  func collect(_ loop: Int) {
    for case .toLoop(let target, let command) in houses[loop].rig.news() {
      mail.append((Int(target.rawValue), command))
    }
  }

  /// Delivers the oldest letter.
  func deliver() -> [Output] {
    let (loop, command) = mail.removeFirst()
    // A socket that is handed over arrives as another of the new loop's.
    let outputs = houses[loop].rig.obey(command)
    collect(loop)
    return outputs
  }

  /// Delivers all mail, and what comes of it.
  func deliverAll() -> [Output] {
    var outputs: [Output] = []
    while !mail.isEmpty { outputs += deliver() }
    return outputs
  }

  /// Records an issue where books do not fit together. All mail must be delivered.
  func checkBooks(_ comment: Comment) {
    var leased: [String: Int] = [:]
    var lent: [String: Int] = [:]
    for house in houses {
      house.rig.machine.checkConsistency(comment)
      let book = house.rig.machine.quotas
      #expect(house.rig.machine.deferred.isEmpty, comment)
      leased.merge(book.leased) { $0 + $1 }
      lent.merge(book.lent.mapValues { $0.values.reduce(0, +) }) { $0 + $1 }
    }
    #expect(leased == lent, comment)
  }
}
