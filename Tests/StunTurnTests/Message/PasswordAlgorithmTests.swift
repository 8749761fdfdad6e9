import SansIO
import StunTurn
import TestSupport
import Testing

@Suite struct PasswordAlgorithmTests {
  func lists(_ hexadecimal: String) throws -> [UInt16]? {
    let bytes = encoded(.allocate, .failure) {
      $0.append(.passwordAlgorithms, bytes: hex(hexadecimal).raw)
      $0.endMessage()
    }
    return try Message(parsing: bytes.raw).passwordAlgorithms()
  }

  @Test func `RFC 8489 §14.11 the algorithms are written and read in order`() throws {
    let bytes = encoded(.allocate, .failure) {
      $0.append(passwordAlgorithms: [.sha256, .md5])
      $0.append(.sha256)
      $0.endMessage()
    }
    let message = try Message(parsing: bytes.raw)
    #expect(message.first(.passwordAlgorithms)?.copied() == hex("00020000 00010000"))
    #expect(try message.passwordAlgorithms() == [2, 1])
    #expect(try message.passwordAlgorithm() == 2)
  }

  @Test func `RFC 8489 §14.11 parameters are stepped over with their padding`() throws {
    #expect(try lists("0007 0003 aabbcc00 0001 0000") == [7, 1])
    #expect(try lists("0001 0000 0007 0003 aabbcc") == [1, 7])
    #expect(try lists("") == [])
  }

  @Test(arguments: ["0001", "0001 00", "0001 0004 aabb", "0001 ffff"])
  func `RFC 8489 §14.11 parameters that do not fit are malformed`(value: String) {
    #expect(throws: AttributeError.malformed(.passwordAlgorithms)) { try lists(value) }
  }

  @Test func `RFC 8489 §14.12 exactly one algorithm is chosen`() throws {
    for value in ["", "00010000 00020000"] {
      let bytes = encoded(.allocate) {
        $0.append(.passwordAlgorithm, bytes: hex(value).raw)
        $0.endMessage()
      }
      #expect(throws: AttributeError.malformed(.passwordAlgorithm)) {
        try Message(parsing: bytes.raw).passwordAlgorithm()
      }
    }
  }

  @Test func `RFC 8489 §14.13 the unknown attributes are read`() throws {
    let bytes = encoded(.allocate, .failure) {
      $0.append(unknown: [.channelNumber, .lifetime, .dontFragment])
      $0.endMessage()
    }
    let types = try Message(parsing: bytes.raw).unknownAttributes()
    #expect(types == [.channelNumber, .lifetime, .dontFragment])
    let odd = encoded(.allocate, .failure) {
      $0.append(.unknownAttributes, text: "abc")
      $0.endMessage()
    }
    #expect(throws: AttributeError.malformed(.unknownAttributes)) {
      try Message(parsing: odd.raw).unknownAttributes()
    }
  }
}
