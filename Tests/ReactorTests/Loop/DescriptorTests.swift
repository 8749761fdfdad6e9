import Glibc
import SansIO
import Testing

@testable import Reactor

@Suite struct DescriptorTests {
  @Test func `a reactor leaves no descriptor behind, whatever it served`() async {
    // In a process of its own, where nobody else opens any.
    await #expect(processExitsWith: .success) {
      try serveEverything()
      let before = countDescriptors()
      for _ in 0..<3 { try serveEverything() }
      exit(countDescriptors() == before ? 0 : 1)
    }
  }
}

private func countDescriptors() -> Int {
  (0..<1_024).count { fcntl(Int32($0), F_GETFD) >= 0 }
}

private func serveEverything() throws {
  let (context, wish) = try TLSRig.make()
  var rig = try LinkRig(secure: context, as: wish, serving: StreamTests.echo)
  let link = rig.connected
  let (socket, _) = try rig.client.socket()
  try rig.client.command { _, outbox in
    outbox.write([1], to: link)
    outbox.open(.connect(from: nil, to: .v4(1, port: 1), secure: nil), as: Ticket(1))
    outbox.open(.listen(at: .v4()), as: Ticket(2))
    outbox.close(socket)
  }
  guard try rig.turn(until: { $1.stream == [1] && $1.openings.count == 2 }) else { exit(2) }
  var plain = try LinkRig(serving: StreamTests.echo)
  let other = plain.connected
  try plain.client.command { _, outbox in
    outbox.write([1], to: other)
    outbox.finish(other)
  }
  guard try plain.turn(until: { $1.stream == [1] }) else { exit(3) }
}
