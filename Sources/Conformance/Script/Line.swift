/// One end that a check speaks from: a client of the server, or a peer behind its relay.
enum Line: UInt8, CaseIterable, Hashable, Sendable {
  /// The first client.
  case a
  /// A second client, on another port or connection.
  case b
  /// A third client.
  case c
  /// A fourth client.
  case d
  /// A peer: a UDP socket on the peers' address.
  case p
  /// A second peer on the same address.
  case q
  /// A peer that takes TCP connections.
  case l
  /// A peer that makes a TCP connection to the first client's relayed address.
  case m

  /// Whether it speaks to the server as a client does.
  var isClient: Bool { rawValue <= Line.d.rawValue }
}
