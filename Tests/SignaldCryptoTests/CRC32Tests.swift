import SignaldCrypto
import Testing

@Suite struct CRC32Tests {
  @Test func `the check value of the catalogue`() {
    #expect(CRC32.checksum(of: Array("123456789".utf8)) == 0xCBF4_3926)
  }

  @Test func `the checksum of nothing is zero`() {
    #expect(CRC32.checksum(of: []) == 0)
  }

  @Test func `any cut of the input gives the same checksum`() {
    let input = Array("123456789".utf8)
    for cut in 0...input.count {
      let head = CRC32.checksum(of: Array(input[..<cut]))
      #expect(CRC32.checksum(of: Array(input[cut...]), continuing: head) == 0xCBF4_3926)
    }
  }
}
