import Foundation
import SansIO

/// Debian's echo server: a peer for relayed traffic.
enum Peer {
  /// Starts it on two neighbouring ports, lends the first, and ends it.
  static func with<R>(
    _ address: IPAddress = .loopbackV4, in scratch: Scratch, _ body: (Endpoint) async throws -> R
  ) async throws -> R {
    let port = try Ports.freePair(address)
    let peer = try Running(
      .system("turnutils_peer"), ["-L", "\(address)", "-p", "\(port)"], in: scratch)
    try await peer.wait("both ports") {
      try Ports.isTaken(udp: port, address) && Ports.isTaken(udp: port + 1, address)
    }
    let result = try await body(Endpoint(address: address, port: port))
    // A test's threads may have blocked gentler signals, and a child inherits that.
    peer.signal(SIGKILL)
    _ = try await peer.status()
    return result
  }
}
