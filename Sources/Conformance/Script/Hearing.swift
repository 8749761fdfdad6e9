import SansIO
import StunTurn

/// What must come at a line without having been asked for.
struct Hearing: Sendable {
  /// What it is, in words.
  let text: String
  /// Whether something that came is it.
  let matches: @Sendable (Arrival, Scene) -> Bool

  /// Exactly these bytes at a peer, from a place.
  static func payload(_ payload: [UInt8], from place: Place) -> Hearing {
    Hearing(text: "\(payload.count) bytes from the relayed address") { arrival, scene in
      arrival == .bytes(payload, from: scene.endpoint(of: place))
    }
  }

  /// Exactly these bytes of a stream.
  static func stream(_ payload: [UInt8]) -> Hearing {
    Hearing(text: "these \(payload.count) bytes of the stream") { arrival, _ in
      guard case .bytes(payload, _) = arrival else { return false }
      return true
    }
  }

  /// A Data indication with a peer's bytes, without integrity.
  static func data(_ payload: [UInt8], from place: Place) -> Hearing {
    Hearing(
      text: "a Data indication with XOR-PEER-ADDRESS of the peer and DATA of "
        + "\(payload.count) bytes, without integrity"
    ) { arrival, scene in
      guard case .message(let packet) = arrival, packet.fault == nil,
        packet.type == MessageType(.data, .indication), let peer = scene.endpoint(of: place)
      else { return false }
      return packet.addresses(.xorPeerAddress) == [peer] && packet.first(.data) == payload
        && !packet.has(.messageIntegrity) && !packet.has(.messageIntegritySHA256)
    }
  }

  /// ChannelData with these bytes, padded as the transport asks.
  static func channelData(_ number: UInt16, _ payload: [UInt8]) -> Hearing {
    let hex = String(number, radix: 16)
    return Hearing(
      text: "ChannelData 0x\(hex) of \(payload.count) bytes, on streams with padding to a "
        + "multiple of four"
    ) { arrival, scene in
      guard case .channelData(number, payload, let padding) = arrival else { return false }
      let count = -payload.count & 3
      return scene.terms.isStream ? padding.count == count : padding.count <= count
    }
  }

  /// A message of this kind with these attributes.
  static func indication(_ method: Method, with types: AttributeType...) -> Hearing {
    let names = types.map(\.name).joined(separator: " and ")
    return Hearing(text: "a \(method.name) indication with \(names)") { arrival, _ in
      guard case .message(let packet) = arrival, packet.fault == nil else { return false }
      return packet.type == MessageType(method, .indication)
        && types.allSatisfy { packet.has($0) }
    }
  }

  /// A Data indication that tells of an ICMP message (RFC 8656 section 11.5).
  static func icmp(from place: Place) -> Hearing {
    Hearing(text: "a Data indication with XOR-PEER-ADDRESS and ICMP, without DATA") {
      arrival, scene in
      guard case .message(let packet) = arrival, packet.fault == nil,
        packet.type == MessageType(.data, .indication), let peer = scene.endpoint(of: place),
        let value = packet.first(.icmp)
      else { return false }
      // Type 3 of IPv4 and type 1 of IPv6: destination unreachable.
      let type: UInt8 = peer.address.family == .v4 ? 3 : 1
      return packet.addresses(.xorPeerAddress).map(\.address) == [peer.address]
        && value.count == 8 && value[0...1] == [0, 0] && value[2] == type && !packet.has(.data)
    }
  }

  /// A connection.
  static let connection = Hearing(text: "a connection") { arrival, _ in arrival == .connected }

  /// The end of a connection.
  static let closing = Hearing(text: "the end of the connection") { arrival, _ in
    arrival == .closed
  }
}
