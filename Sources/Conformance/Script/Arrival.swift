import SansIO

/// Something that came at a line.
enum Arrival: Hashable, Sendable {
  /// A STUN message.
  case message(Packet)
  /// ChannelData with its padding.
  case channelData(UInt16, [UInt8], padding: [UInt8])
  /// Anything else, or a peer's datagram, with its sender if that is known.
  case bytes([UInt8], from: Endpoint?)
  /// A connection came about.
  case connected
  /// The connection is over.
  case closed
}

extension Arrival: CustomStringConvertible {
  /// What came, in words.
  var description: String {
    switch self {
    case .message(let packet): return "\(packet)"
    case .channelData(let number, let payload, let padding):
      let hex = String(number, radix: 16)
      return "ChannelData 0x\(hex) of \(payload.count) and \(padding.count) bytes"
    case .bytes(let bytes, let sender):
      let place = sender.map { " from \($0)" } ?? ""
      return "\(bytes.count) bytes\(place): \(bytes.prefix(32).map { $0 }.hexText)"
    case .connected: return "a connection"
    case .closed: return "the end of the connection"
    }
  }

  /// The bytes, if they were kept.
  var bytes: [UInt8] {
    switch self {
    case .message(let packet): packet.bytes
    case .channelData(_, let payload, let padding): payload + padding
    case .bytes(let bytes, _): bytes
    case .connected, .closed: []
    }
  }
}
