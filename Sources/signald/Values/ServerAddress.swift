/// A STUN or TURN server and how to reach it.
struct ServerAddress: Hashable, Sendable, CustomStringConvertible {
  /// The host.
  let host: Host
  /// The port, never 0.
  let port: UInt16
  /// The transport.
  let transport: ClientTransport

  /// `turn.example.org:3478 over udp`.
  var description: String { "\(host):\(port) over \(transport.rawValue)" }
}
