import Foundation
import Testing

@testable import signald

/// `signald explain-peer`, run as operators run it.
struct ExplainPeerTests {
  private static let fixed = [
    "--turn", "127.0.0.1:3478", "--http", "0.0.0.0:8080", "--https", "127.0.0.1:8443",
    "--relay-address", "127.0.0.1", "--external-address", "9.9.9.9",
  ]

  private func explain(_ words: [String], _ environment: [String: String] = [:]) throws -> Program {
    try Program(at: Program.url, ["explain-peer"] + words + Self.fixed, environment)
  }

  @Test(arguments: [
    (
      ["::ffff:127.0.0.1"],
      """
      ::ffff:127.0.0.1 is 127.0.0.1 (IPv4-mapped)
      allowed: 127.0.0.1: a relayed address of this server (RFC 8656 section 21.1.7)
      """
    ),
    (
      ["[::ffff:127.0.0.2]:80"],
      """
      ::ffff:127.0.0.2 is 127.0.0.2 (IPv4-mapped)
      denied: 127.0.0.2 in 127.0.0.0/8: loopback (RFC 1122 section 3.2.1.3)
      """
    ),
    (
      ["64:ff9b::10.0.0.1", "--allow-peer", "64:ff9b::/96"],
      """
      64:ff9b::a00:1 may lead to 10.0.0.1 (NAT64, RFC 6052 section 2.1)
      denied: 10.0.0.1 in 10.0.0.0/8: private use (RFC 1918)
      """
    ),
    (["8.8.8.8:53"], "allowed: 8.8.8.8: no rule against it"),
    (["8.8.8.8:0"], "denied: 8.8.8.8: no port (RFC 768)"),
    (
      ["10.0.0.1", "--allow-peer", "10.0.0.0/8"],
      "allowed: 10.0.0.1 in 10.0.0.0/8: allowed by the configuration"
    ),
    (
      ["10.0.0.1", "--user", "alice", "--user-allow-peer", "alice=10.0.0.0/8"],
      "allowed: 10.0.0.1 in 10.0.0.0/8: allowed to the user by the configuration"
    ),
    (
      ["10.0.0.1", "--user", "bob", "--user-allow-peer", "alice=10.0.0.0/8"],
      "denied: 10.0.0.1 in 10.0.0.0/8: private use (RFC 1918)"
    ),
    (
      ["127.0.0.1:3478", "--allow-peer", "127.0.0.0/8"],
      "denied: 127.0.0.1: a listener of this server (RFC 8656 section 21.1.7)"
    ),
    (
      ["127.0.0.9:8080", "--allow-peer", "127.0.0.0/8"],
      "denied: 127.0.0.9: a listener of this server (RFC 8656 section 21.1.7)"
    ),
    (
      ["9.9.9.9:8443"], "denied: 9.9.9.9: a listener of this server (RFC 8656 section 21.1.7)"
    ),
    (
      ["9.9.9.9:50000"],
      "allowed: 9.9.9.9: a relayed address of this server (RFC 8656 section 21.1.7)"
    ),
    (
      ["9.9.9.9:22"],
      "denied: 9.9.9.9: this host, but not a relay port (RFC 8656 section 21.1.7)"
    ),
    (
      ["2002:7f00:1::"],
      """
      2002:7f00:1:: may lead to 127.0.0.1 (6to4, RFC 3056)
      denied: 2002:7f00:1:: in 2002::/16: 6to4 tunnel (RFC 6156 section 9.1)
      """
    ),
  ])
  func `the rule that decides is told, and the status is 0 or 1`(
    words: [String], text: String
  ) throws {
    let program = try explain(words)
    #expect(program.output == text + "\n")
    #expect(program.status == (text.contains("allowed: ") ? 0 : 1))
    #expect(program.errors == "")
  }

  @Test func `the environment of the server counts, and programs can read the answer`() throws {
    let program = try explain(
      ["--json", "[64:ff9b::192.0.2.1]:80"],
      ["SIGNALD_ALLOW_PEER": "64:ff9b::/96", "SIGNALD_DENY_PEER": "192.0.2.0/28"])
    #expect(program.status == 1)
    let object = try JSONDecoder().decode(
      [String: JSONText].self, from: Data(program.output.utf8)
    ).mapValues(\.text)
    #expect(
      object == [
        "peer": "64:ff9b::192.0.2.1", "address": "64:ff9b::c000:201", "port": "80",
        "forms": "64:ff9b::c000:201 192.0.2.1", "verdict": "denied", "rule": "deny-peer",
        "prefix": "192.0.2.0/28", "decided_on": "192.0.2.1",
        "reason": "denied by the configuration", "reference": "",
      ])
  }

  @Test(arguments: [[], ["example.org"], ["1.2.3"], ["1.2.3.4:99999"], ["1.2.3.4", "5.6.7.8"]])
  func `what is no address is a wrong command line`(words: [String]) throws {
    #expect(try explain(words).status == 64)
  }

  /// A text, or a number as one.
  private struct JSONText: Decodable {
    let text: String

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Int.self) {
        text = "\(number)"
      } else {
        text = try container.decode(String.self)
      }
    }
  }
}
