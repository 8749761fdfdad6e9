import SansIO
import TestSupport
import Testing

@testable import Signal

/// When nobody is in a room any more who came from an address.
struct VacatedTests {
  /// Something visitors do.
  enum Step {
    case join(String, from: String)
    /// The member who joined as the so-manieth leaves.
    case leave(Int)
    /// So many seconds pass.
    case wait(UInt64)
  }

  private static let table: [(name: String, steps: [(Step, vacates: [String])])] = [
    ("one", [(.join("a", from: "192.0.2.1"), []), (.leave(0), ["192.0.2.1"])]),
    (
      "two of one address in one room",
      [
        (.join("a", from: "192.0.2.1"), []), (.join("a", from: "192.0.2.1"), []),
        (.leave(0), []), (.leave(1), ["192.0.2.1"]),
      ]
    ),
    (
      "two of one address in two rooms",
      [
        (.join("a", from: "192.0.2.1"), []), (.join("b", from: "192.0.2.1"), []),
        (.leave(1), []), (.leave(0), ["192.0.2.1"]),
      ]
    ),
    (
      "two addresses",
      [
        (.join("a", from: "192.0.2.1"), []), (.join("a", from: "192.0.2.2"), []),
        (.leave(0), ["192.0.2.1"]), (.leave(1), ["192.0.2.2"]),
      ]
    ),
    (
      "one /64",
      [
        (.join("a", from: "[2001:db8::1]"), []), (.join("b", from: "[2001:db8::2]"), []),
        (.leave(0), []), (.leave(1), ["2001:db8::"]),
      ]
    ),
    (
      "back again",
      [
        (.join("a", from: "192.0.2.1"), []), (.leave(0), ["192.0.2.1"]),
        (.join("a", from: "192.0.2.1"), []), (.leave(1), ["192.0.2.1"]),
      ]
    ),
    (
      "a place taken over from the same address",
      [
        (.join("a", from: "192.0.2.1"), []), (.join("a", from: "192.0.2.2"), []),
        (.wait(11), []), (.join("a", from: "192.0.2.1"), ["192.0.2.2"]), (.leave(2), ["192.0.2.1"]),
      ]
    ),
    (
      "leaving twice",
      [(.join("a", from: "192.0.2.1"), []), (.leave(0), ["192.0.2.1"]), (.leave(0), [])]
    ),
  ]

  @Test(arguments: 0..<VacatedTests.table.count)
  func `an address is vacated when the last member from there has left`(_ row: Int) {
    var site = AppRTCSite()
    var members: [(room: String, client: String, address: String)] = []
    let (name, steps) = VacatedTests.table[row]
    for (number, (step, vacates)) in steps.enumerated() {
      switch step {
      case .join(let room, let address):
        let reply = site.fetch("POST", "/join/\(room)", client: "\(address):1000")
        members.append((room, Params(reply.body).client, address))
      case .leave(let index):
        site.fetch("POST", "/leave/\(members[index].room)/\(members[index].client)")
      case .wait(let seconds): site.rig.advance(seconds: seconds)
      }
      let vacated = site.rig.news().compactMap { news -> IPAddress? in
        if case .vacated(.address(let client, key: _)) = news { client.address } else { nil }
      }
      #expect(vacated == vacates.compactMap { IPAddress($0) }, "\(name), step \(number)")
    }
  }

  @Test func `what is vacated is the scope that the address's key has`() throws {
    var site = AppRTCSite()
    let member = site.join("a")
    let arrival = site.rig.news()
    site.fetch("POST", "/leave/a/\(member.client)")
    guard case .arrived(let scope, let address)? = arrival.first else {
      Issue.record("\(arrival)")
      return
    }
    #expect(
      site.rig.news() == [.departed(member: scope, address: address), .vacated(address: address)])
  }
}
