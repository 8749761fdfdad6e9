import SansIO
import TestSupport
import Testing

/// Reads and appends in network byte order.
struct BytesTests {
  @Test func `numbers are read most significant byte first, at any offset`() {
    hex("00 0102030405060708 ff").withRawSpan { span in
      #expect(span.uint8(at: 9) == 0xFF)
      #expect(span.uint16(at: 1) == 0x0102)
      #expect(span.uint32(at: 1) == 0x0102_0304)
      #expect(span.uint64(at: 1) == 0x0102_0304_0506_0708)
      #expect(span.uint16(at: 8) == 0x08FF)
      #expect(span.uint32(at: 6) == 0x0607_08FF)
      #expect(span.uint64(at: 2) == 0x0203_0405_0607_08FF)
    }
  }

  @Test func `numbers are written most significant byte first`() {
    let bytes = written(40) { output in
      output.append(uint16: 0x0102)
      output.append(uint32: 0x0304_0506)
      output.append(uint64: 0x0708_090A_0B0C_0D0E)
      output.append(zeros: 2)
      hex("aabb").withRawSpan { output.append(bytes: $0) }
    }
    #expect(bytes == hex("0102 03040506 0708090a0b0c0d0e 0000 aabb"))
  }

  @Test func `a length is put in afterwards`() {
    let bytes = written(8) { output in
      output.append(uint32: 0)
      output.append(uint16: 0xEEEE)
      output.overwrite(uint16: 0x1234, at: 1)
      output.overwrite(uint16: 0x5678, at: 4)
    }
    #expect(bytes == hex("00123400 5678"))
  }

  @Test func `what is written is read back`() async {
    await forEachSeed(32) { seed in
      var random = Seeded(seed: seed)
      let numbers = (random.next(), UInt32(truncatingIfNeeded: random.next()), random.below(17))
      let bytes = written(64) { output in
        output.append(zeros: numbers.2)
        output.append(uint64: numbers.0)
        output.append(uint32: numbers.1)
      }
      bytes.withRawSpan { span in
        #expect(span.uint64(at: numbers.2) == numbers.0)
        #expect(span.uint32(at: numbers.2 + 8) == numbers.1)
        #expect(span.copied() == bytes)
      }
    }
  }

  @Test func `spans are compared by what they hold`() {
    func same(_ first: [UInt8], _ second: [UInt8]) -> Bool {
      first.withRawSpan { left in second.withRawSpan { left.holdsSameBytes(as: $0) } }
    }
    #expect(same([], []) && same(hex("0102"), hex("0102")))
    #expect(!same(hex("0102"), hex("0103")))
    #expect(!same(hex("0102"), hex("010200")))
    #expect(!same(hex("00"), []))
  }

  @Test func `a read beyond the end traps`() async {
    await #expect(processExitsWith: .failure) {
      hex("010203").withRawSpan { span in _ = span.uint32(at: 0) }
    }
    await #expect(processExitsWith: .failure) {
      hex("010203").withRawSpan { span in _ = span.uint16(at: -1) }
    }
  }
}
