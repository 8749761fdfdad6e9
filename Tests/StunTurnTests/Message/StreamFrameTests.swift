import SansIO
import StunTurn
import TestSupport
import Testing

@Suite struct StreamFrameTests {
  func frame(_ bytes: [UInt8]) -> StreamFrame { StreamFrame(of: bytes.raw) }

  @Test func `RFC 8489 §6.2.2 a message ends where its header says`() {
    let message = encoded {
      $0.append(.software, text: "abc")
      $0.endMessage()
    }
    for count in 0..<message.count {
      #expect(frame(Array(message.prefix(count))) == .incomplete, "\(count) bytes")
    }
    #expect(frame(message) == .message(count: message.count))
    #expect(frame(message + message) == .message(count: message.count))
  }

  @Test func `RFC 8656 §12.5 ChannelData on a stream is padded to four`() {
    #expect(frame(hex("4001 0003 616263")) == .incomplete)
    #expect(frame(hex("4001 0003 616263 00")) == .channelData(count: 7, padded: 8))
    #expect(frame(hex("4001 0000")) == .channelData(count: 4, padded: 4))
  }

  @Test func `RFC 8656 §12.5 a length of 65535 cannot wrap`() {
    let longest = hex("4001 ffff") + Array(repeating: 7, count: 65_536)
    #expect(frame(longest) == .channelData(count: 65_539, padded: 65_540))
    #expect(frame(Array(longest.prefix(65_539))) == .incomplete)
  }

  @Test func `what is neither STUN nor ChannelData is garbage at its first byte`() {
    #expect(frame([0x80]) == .garbage && frame([0xFF]) == .garbage && frame([0x16]) == .incomplete)
    #expect(frame(hex("0001 0001")) == .garbage)
    #expect(frame(hex("0001 0000 2112a443")) == .garbage)
  }

  @Test func `any chunking of a stream gives the same frames`() async {
    let message = encoded()
    let stream = message + hex("4001 0001 ff000000") + message + hex("4fff 0004 01020304")
    let expected = [20, 8, 20, 8]
    await forEachSeed(64) { seed in
      var generator = Seeded(seed: seed)
      var kept: [UInt8] = []
      var counts: [Int] = []
      var rest = stream[...]
      while !rest.isEmpty {
        let chunk = rest.prefix(Int.random(in: 1...9, using: &generator))
        rest = rest.dropFirst(chunk.count)
        kept += chunk
        while true {
          let count: Int
          switch frame(kept) {
          case .message(let length): count = length
          case .channelData(_, let padded): count = padded
          case .incomplete, .garbage: count = 0
          }
          if count == 0 { break }
          counts.append(count)
          kept.removeFirst(count)
        }
      }
      #expect(counts == expected && kept.isEmpty)
    }
  }
}
