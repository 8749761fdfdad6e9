import SansIO
import StunTurn

@testable import Conformance

// Servers that are wrong about allocations, permissions and channels.
extension Mutation {
  static let allocations: [Mutation] = [
    Mutation("names no relayed address", noticedBy: "allocate.success")
      .edits { $0.remove(.xorRelayedAddress) },
    Mutation("relays from port 80", noticedBy: "allocate.relayed-port").edits { edit in
      guard let value = edit.first(.xorRelayedAddress) else { return }
      edit.set(.xorRelayedAddress, value[..<2] + [0x21, 0x42] + value[4...])
    },
    Mutation("relays from the next port", noticedBy: "allocate.relayed-ports-random")
      .answers { bytes, memory in
        guard var edit = Edit(bytes), let value = edit.first(.xorRelayedAddress) else { return }
        memory.ids.insert(edit.id)
        let port = (50_000 + UInt16(memory.ids.count)) ^ 0x2112
        edit.set(.xorRelayedAddress, value[..<2] + [UInt8](uint16: port) + value[4...])
        bytes = edit.bytes
      },
    Mutation(
      "grants ten seconds", noticedBy: "allocate.lifetime-default", "allocate.lifetime-short",
      "refresh.success", "refresh.short"
    ).edits { edit in
      if edit.first(.lifetime) != [0, 0, 0, 0] { edit.set(.lifetime, [0, 0, 0, 10]) }
    },
    Mutation("grants for ever", noticedBy: "allocate.lifetime-endless")
      .edits { $0.set(.lifetime, [0xFF, 0xFF, 0xFF, 0xFF]) },
    Mutation("forgets what it answered", noticedBy: "allocate.retransmission")
      .requests { bytes, memory in
        guard let packet = Packet(bytes), packet.has(.messageIntegrity) else { return }
        if !memory.ids.insert(packet.id).inserted { bytes[0] = 0xFF }
      },
    Mutation("looks at reserved bytes", noticedBy: "allocate.reserved-bytes").reads { edit in
      if edit.first(.requestedTransport) == [17, 1, 2, 3] { edit.remove(.requestedTransport) }
    },
    Mutation(
      "says 400 for 437", noticedBy: "allocate.twice", "refresh.none", "refresh.permission-none",
      "refresh.channel-none", "refresh.delete"
    ).edits { $0.replace(437, by: 400) },
    Mutation(
      "says 401 for 400", noticedBy: "allocate.transport-missing",
      "allocate.transport-malformed", "allocate.lifetime-malformed",
      "allocate.token-with-even-port", "allocate.token-with-family",
      "allocate.token-with-additional", "allocate.token-malformed", "allocate.family-twice",
      "allocate.additional-v4", "allocate.additional-reserving", "refresh.malformed",
      "permissions.peer-missing", "permissions.peer-malformed", "channels.number-missing",
      "channels.peer-missing", "channels.number-low", "channels.number-highest",
      "channels.number-taken", "channels.peer-taken"
    ).edits { $0.replace(400, by: 401) },
    Mutation("says 400 for 442", noticedBy: "allocate.transport-unknown")
      .edits { $0.replace(442, by: 400) },
    Mutation("says 400 for 508", noticedBy: "allocate.token-unknown")
      .edits { $0.replace(508, by: 400) },
    Mutation("says 400 for 440", noticedBy: "allocate.family-unknown")
      .edits { $0.replace(440, by: 400) },
    Mutation(
      "says 403 for 443", noticedBy: "refresh.family", "permissions.peer-other-family",
      "channels.other-family"
    ).edits { $0.replace(443, by: 403) },
    Mutation("says 437 for 441", noticedBy: "refresh.other-user")
      .edits { $0.replace(441, by: 437) },
    Mutation("does not know EVEN-PORT", noticedBy: "allocate.reservation")
      .edits { $0.remove(.reservationToken) },
    Mutation("grants an odd port", noticedBy: "allocate.even-port").edits { edit in
      guard var value = edit.first(.xorRelayedAddress) else { return }
      value[3] = value[3] & 0xFE | 1
      edit.set(.xorRelayedAddress, value)
    },
    Mutation("grants IPv6 for IPv4", noticedBy: "allocate.family-default").reads { edit in
      if edit.fields.count == 4, edit.first(.requestedTransport) != nil {
        edit.fields.insert((.requestedAddressFamily, [2, 0, 0, 0]), at: 1)
      }
    },
    Mutation("has a reason for one address and gives two", noticedBy: "allocate.additional")
      .edits { edit in
        guard let relayed = edit.first(.xorRelayedAddress) else { return }
        edit.fields.append((.xorRelayedAddress, relayed))
        edit.fields.append((.addressErrorCode, [2, 0, 4, 40]))
      },
    Mutation(
      "deletes nothing", noticedBy: "refresh.delete", "refresh.delete-retransmitted",
      "refresh.allocate-again", "data.deleted"
    ).reads { $0.remove(.lifetime) },
  ]

  private static func data(_ payload: [UInt8], from peer: Endpoint) -> [UInt8] {
    var builder = MessageBuilder(
      type: MessageType(.data, .indication).encoded, id: TransactionID(high: 1, low: 1))
    builder.append(.xorPeerAddress, peer)
    builder.append(.data, payload)
    builder.seal()
    return builder.bytes
  }

  static let relaying: [Mutation] = [
    Mutation(
      "lets every peer in", noticedBy: "permissions.none-in", "permissions.none-out",
      "permissions.not-shared", "permissions.all-or-none", "permissions.all-or-none-family"
    ).sends { bytes, sender, isClient, _ in
      isClient ? [] : [.toClient(data(bytes, from: sender))]
    },
    Mutation(
      "lets every client out", noticedBy: "permissions.none-out", "data.unknown-attribute"
    ).sends { bytes, _, isClient, _ in
      guard isClient, let packet = Packet(bytes), let data = packet.first(.data),
        let peer = packet.addresses(.xorPeerAddress).first
      else { return [] }
      return [.toPeer(data, peer)]
    },
    Mutation("answers Send with an error", noticedBy: "permissions.none-out", "refresh.data-none")
      .sends { bytes, _, isClient, _ in
        guard isClient, let packet = Packet(bytes), packet.type.method == .send else { return [] }
        return [.toClient([0x01, 0x16] + bytes[2..<4] + bytes[4...])]
      },
    Mutation(
      "mutilates what it relays", noticedBy: "data.both-ways", "data.lengths", "data.large",
      "channels.data", "channels.data-lengths", "channels.permission", "channels.two",
      "channels.data-after-send", "data.unauthenticated", "permissions.port"
    ).relays { bytes in if !bytes.isEmpty { bytes[bytes.count - 1] ^= 1 } },
    Mutation("relays padding", noticedBy: "channels.data-padded").reads { _ in }
      .relays { bytes in if bytes.count == 5 { bytes += [9, 9, 9] } },
    Mutation("relays no empty datagrams", noticedBy: "data.empty", "channels.data-empty")
      .relays { bytes in if bytes.isEmpty { bytes = [0] } },
    Mutation("names another peer", noticedBy: "data.both-ways", "data.stun-from-peer").edits {
      edit in
      guard var value = edit.first(.xorPeerAddress) else { return }
      value[3] ^= 1
      edit.set(.xorPeerAddress, value)
    },
    Mutation("signs Data", noticedBy: "data.both-ways").edits { edit in
      if edit.type == 0x0017 { edit.isSigned = true }
    },
    Mutation("does not use channels", noticedBy: "channels.data", "channels.data-lengths")
      .answers { bytes, _ in
        guard bytes.first == 0x40 else { return }
        let peer = Endpoint(address: Bench.client, port: 7)
        bytes = data(Array(bytes[4...]), from: peer)
      },
    Mutation("swaps channels", noticedBy: "channels.data", "channels.two")
      .answers { bytes, _ in if bytes.first == 0x40 { bytes[1] ^= 3 } },
    Mutation("knows RFC 5766 only", noticedBy: "channels.number-high", "channels.data-reserved")
      .configured { $0.allowsRFC5766Channels = true }
      .alsoRequests { bytes, _ in
        if bytes.starts(with: [0x50, 0x01]) { bytes[0] = 0x40 }
      },
    Mutation("takes what is cut for whole", noticedBy: "channels.data-short")
      .requests { bytes, _ in
        if bytes.starts(with: [0x40, 1, 0, 8]), bytes.count == 7 { bytes[3] = 3 }
      },
    Mutation("takes any number for the bound one", noticedBy: "channels.data-unbound")
      .requests { bytes, _ in
        if bytes.starts(with: [0x40, 2]) { bytes[1] = 1 }
      },
    Mutation("grants what it refuses", noticedBy: "permissions.peer-missing", "refresh.none")
      .edits { edit in
        if edit.first(.errorCode) != nil, edit.isSigned {
          edit.type &= ~0x0010
          edit.remove(.errorCode)
        }
      },
    Mutation(
      "relays to loopback", noticedBy: "security.peer-loopback", "security.channel-loopback"
    ).configured { $0.allowedPeers += ["127.0.0.0/8"].compactMap { IPPrefix($0) } },
    Mutation(
      "refuses peers with success", noticedBy: "security.peer-multicast",
      "security.peer-unspecified", "security.peer-mapped-loopback", "security.channel-teredo",
      "security.peer-broadcast", "security.peer-6to4", "security.channel-loopback-v6",
      "security.peer-mapped-unspecified", "security.peer-unspecified-v6"
    ).edits { edit in
      guard let code = edit.first(.errorCode),
        [403, 443].contains(Int(code[2]) * 100 + Int(code[3]))
      else { return }
      edit.type &= ~0x0010
      edit.remove(.errorCode)
    },
    Mutation(
      "reads on behind integrity", noticedBy: "security.after-integrity-lifetime",
      "security.after-integrity-peer", "security.after-integrity-unknown"
    ).reads { edit in
      edit.fields += edit.behind
      edit.behind = []
    },
  ]

  func alsoRequests(
    _ change: @escaping @Sendable (inout [UInt8], inout Memory) -> Void
  ) -> Mutation { requests(change) }
}
