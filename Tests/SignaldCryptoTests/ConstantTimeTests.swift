import SignaldCrypto
import Testing

@Suite struct ConstantTimeTests {
  @Test func `equal bytes are equal`() {
    for count in 0..<70 {
      let bytes = Array(repeating: UInt8(count), count: count)
      #expect(constantTimeEqual(bytes, Array(bytes)))
    }
  }

  @Test func `one different bit anywhere makes bytes different`() {
    let bytes = hex("000102030405060708090a0b0c0d0e0f10111213")
    for index in bytes.indices {
      for bit in 0..<8 {
        var other = bytes
        other[index] ^= 1 << UInt8(bit)
        #expect(!constantTimeEqual(bytes, other))
      }
    }
  }

  @Test func `bytes of different lengths are different`() {
    #expect(!constantTimeEqual([1, 2, 3], [1, 2]))
    #expect(!constantTimeEqual([], [0]))
    #expect(!constantTimeEqual([0, 0], [0]))
  }
}
