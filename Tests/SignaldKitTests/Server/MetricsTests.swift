import Foundation
import SignaldCrypto
import StunTurn
import Testing

@testable import SignaldKit

/// `/metrics` against its conventions and its documentation.
struct MetricsTests {
  /// One family of samples.
  private struct Family: Hashable {
    let name: String
    let type: String
    let label: String
    let help: String
  }

  private let text: String

  init() throws {
    let accounts = try Accounts(realm: "example.org", users: [Account](), secrets: [])
    let server = TURNServer(
      TURNServer.Configuration(
        accounts: accounts, nonceKey: NonceKey(current: Array(repeating: 7, count: 32)),
        relays: []),
      entropy: Entropy(seed: 1))
    text = Metrics.text(of: [
      LoopReport(
        relay: server.statistics, allocations: server.allocationCount, rooms: nil,
        refusedStreams: 0)
    ])
  }

  private func document() throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return try String(contentsOf: root.appending(path: "docs/metrics.md"), encoding: .utf8)
  }

  /// What is emitted, family by family, with the one label that tells samples apart.
  private func emitted() throws -> [Family] {
    var families: [Family] = []
    var (name, help, type) = ("", "", "")
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 3).map(String.init)
      if line.hasPrefix("# HELP ") {
        (name, help) = (words[2], words[3])
      } else if line.hasPrefix("# TYPE ") {
        #expect(words[2] == name)
        type = words[3]
      } else {
        let sample = words[0].split(separator: "{", maxSplits: 1)
        #expect(String(sample[0]) == name && Int(words[1]) != nil, "\(line)")
        let label = sample.count == 2 ? String(sample[1].prefix { $0 != "=" }) : ""
        let family = Family(name: name, type: type, label: label, help: help)
        if families.last != family { families.append(family) }
      }
    }
    return families
  }

  @Test func `docs/metrics.md lists exactly what is emitted`() throws {
    let rows = try document().split(separator: "\n").filter { $0.hasPrefix("| `signald_") }
    let documented = rows.map { row in
      let cells = row.split(separator: "|").map {
        $0.trimmingCharacters(in: .whitespaces).replacingOccurrences(of: "`", with: "")
      }
      return Family(name: cells[0], type: cells[1], label: cells[2], help: cells[3])
    }
    #expect(documented == (try emitted()))
  }

  @Test func `docs/metrics.md explains every reason, and no other`() throws {
    let document = try document()
    let emitted = text.matches(of: #/reason="([a-z_]+)"/#).map { String($0.1) }
    let explained = document.matches(of: #/\n\| `([a-z_]+)` \| [A-Z]/#).map { String($0.1) }
    #expect(emitted.count == DropReason.allCases.count && explained == emitted)
  }

  @Test func `names follow the conventions of Prometheus`() throws {
    let families = try emitted()
    #expect(Set(families.map(\.name)).count == families.count)
    for family in families {
      #expect(family.name.wholeMatch(of: #/signald_[a-z]+(_[a-z]+)*/#) != nil)
      #expect(family.name.hasSuffix("_total") == (family.type == "counter"), "\(family.name)")
      #expect(family.help.hasSuffix("."))
    }
  }

  @Test func `error responses of every code are counted`() {
    #expect(text.contains(#"signald_turn_refused_requests_total{code="486"} 0"#))
    #expect(text.contains(#"signald_turn_refused_requests_total{code="508"} 0"#))
  }
}
