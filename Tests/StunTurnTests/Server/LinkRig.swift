import SansIO
import TestSupport

@testable import StunTurn

extension Rig where M == TURNServer {
  /// Lets a client come by a stream of its own.
  mutating func connect(
    _ number: UInt32 = 1, _ address: String = "198.51.100.20:4000", origin: String? = nil
  ) -> TURNTestClient {
    var client = TURNTestClient(address)
    let link = LinkID.test(number)
    client.link = link
    open(link, .test(client: address, origin: origin))
    return client
  }

  /// Delivers bytes in pieces cut at random.
  mutating func receive(
    _ bytes: [UInt8], inPieces random: inout Seeded, on link: LinkID
  ) -> [Output] {
    var outputs: [Output] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = min(rest.count, random.pick(1...(random.chance(0.5) ? 3 : 200)))
      outputs += receive(stream: Array(rest.prefix(count)), on: link)
      rest = rest.dropFirst(count)
    }
    return outputs
  }
}

/// ChannelData as a client writes it to a stream.
func paddedChannelData(_ number: UInt16, _ payload: [UInt8]) -> [UInt8] {
  channelData(number, payload) + Array(repeating: 0, count: -payload.count & 3)
}
