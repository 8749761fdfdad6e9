import SansIO
import TestSupport
import Testing

@testable import Reactor

@Suite struct AssociationsTests {
  private static func begin(
    _ associations: inout Associations, with remote: String
  ) throws -> (Int, Path) {
    let path = associations.nextPath(
      along: Path(socket: .test(1), local: .loopbackV4, remote: Endpoint(remote)!))
    let association = Association(
      session: TLSSession(server: try TLSPair.context(), over: .datagrams), path: path,
      side: .client(Ticket(1)), until: .distantFuture, now: Instant(nanoseconds: 0))
    return (associations.insert(association), path)
  }

  @Test func `handshakes are counted by network until they end or open`() throws {
    var all = Associations()
    let near = IPAddress("192.0.2.200")!
    let first = try Self.begin(&all, with: "192.0.2.1:1")
    let second = try Self.begin(&all, with: "192.0.2.2:1")
    let counts = (all.pendingCount, all.pendingCount(near: near))
    #expect(counts == (2, 2))
    let replaced = all.open(first.0)
    #expect(replaced == nil)
    _ = all.remove(second.0)
    let after = (all.pendingCount, all.pendingCount(near: near), all.count)
    #expect(after == (0, 0, 1))
  }

  @Test func `a number that is used again names another association`() throws {
    var all = Associations()
    let (index, path) = try Self.begin(&all, with: "192.0.2.1:1")
    let found = all.index(of: path)
    #expect(found == index)
    _ = all.remove(index)
    let (again, other) = try Self.begin(&all, with: "192.0.2.1:1")
    #expect(again == index && other.session != path.session)
    let stale = all.index(of: path)
    #expect(stale == nil)
    // A path with the right number but another peer is none of ours.
    var strange = other
    strange.remote.port = 2
    let wrong = all.index(of: strange)
    #expect(wrong == nil)
  }

  @Test func `the one that opens takes the place of the one before`() throws {
    var all = Associations()
    let (old, path) = try Self.begin(&all, with: "192.0.2.1:1")
    _ = all.open(old)
    let (new, _) = try Self.begin(&all, with: "192.0.2.1:1")
    let both = all.place(of: path)
    #expect(both?.open == old && both?.pending == new)
    let replaced = all.open(new)
    #expect(replaced == old)
    _ = all.remove(old)
    let rest = all.place(of: path)
    #expect(rest?.open == new && rest?.pending == nil)
    _ = all.remove(new)
    let none = all.place(of: path)
    #expect(none == nil)
  }
}
