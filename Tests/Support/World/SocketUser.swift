/// Whoever reads a datagram socket: a node or a test.
protocol SocketUser: AnyObject {
  /// A datagram arrived.
  func receive(_ packet: Packet, on binding: Binding)
  /// A datagram came back by ICMP.
  func fail(_ packet: Packet, type: UInt8, code: UInt8, mtu: UInt32, on binding: Binding)
}
