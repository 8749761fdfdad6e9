import SansIO
import StunTurn
import TestSupport
import Testing

@Suite struct ChannelDataTests {
  func payload(_ text: String) -> [UInt8]? {
    ChannelData(parsing: hex(text).raw)?.payload.copied()
  }

  @Test func `RFC 8656 §12.4 header and payload are read`() {
    let bytes = hex("4001 0003 616263")
    guard let data = ChannelData(parsing: bytes.raw) else {
      Issue.record("does not parse")
      return
    }
    #expect(data.channel.rawValue == 0x4001)
    #expect(data.payload.copied() == Array("abc".utf8))
    #expect(ChannelData.header(data.channel, count: 3) == 0x4001_0003)
  }

  @Test func `RFC 8656 §12.5 a datagram may be longer but not shorter than the header says`() {
    #expect(payload("4001 0003 616263 00") == Array("abc".utf8))
    #expect(payload("4001 0000") == [])
    #expect(payload("4001 0004 616263") == nil)
    #expect(payload("4001 ffff 616263") == nil)
    #expect(payload("4001 fffd 616263") == nil)
    #expect(payload("4001 00") == nil)
    #expect(payload("") == nil)
  }

  @Test func `RFC 8656 §12 channel numbers begin with the bits 01`() {
    #expect(ChannelNumber(rawValue: 0x3FFF) == nil && ChannelNumber(rawValue: 0x8000) == nil)
    #expect(ChannelNumber(rawValue: 0x4000)?.isModern == true)
    #expect(ChannelNumber(rawValue: 0x4FFF)?.isModern == true)
    #expect(ChannelNumber(rawValue: 0x5000)?.isModern == false)
    #expect(ChannelNumber(rawValue: 0x7FFF)?.isModern == false)
    #expect(payload("8001 0000") == nil)
  }
}
