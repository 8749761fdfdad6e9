import SansIO
import StunTurn
import TestSupport
import Testing

@Suite struct MessageValuesTests {
  let id = TransactionID(high: 0x0102_0304_0506_0708, low: 0x090A_0B0C)

  @Test(arguments: ["192.0.2.1:1", "255.255.255.255:65535", "[2001:db8::1]:3478", "[::]:0"])
  func `RFC 8489 §14.2 addresses survive writing and reading`(text: String) throws {
    let endpoint = try #require(Endpoint(text))
    let bytes = encoded {
      $0.append(.xorPeerAddress, xor: endpoint, id: id)
      $0.append(.alternateServer, plain: endpoint)
      $0.endMessage()
    }
    let message = try Message(parsing: bytes.raw)
    #expect(try message.xorAddress(.xorPeerAddress) == endpoint)
    #expect(try message.address(.alternateServer) == endpoint)
  }

  @Test func `an IPv4-mapped peer address is the IPv4 address`() throws {
    // ::ffff:127.0.0.1 as family 2, in the plain form.
    let bytes = hex(
      "000100182112a4420102030405060708090a0b0c"
        + "8023001400020d96 00000000000000000000ffff7f000001")
    let endpoint = try Message(parsing: bytes.raw).address(.alternateServer)
    #expect(endpoint == Endpoint("127.0.0.1:3478"))
  }

  @Test(arguments: [
    "00010d96", "00010d96 c0000201 00", "00020d96 c0000201", "00030d96 c0000201", "",
    "00010d96 00000000000000000000ffff7f000001",
  ])
  func `RFC 8489 §14.1 family and length must fit each other`(value: String) {
    #expect(Endpoint(plainAddress: hex(value).raw) == nil)
    #expect(Endpoint(xorAddress: hex(value).raw, id: id) == nil)
  }

  @Test func `RFC 8656 §18 values of the TURN attributes are read`() throws {
    let bytes = encoded(.allocate) {
      $0.append(.requestedTransport, uint32: 17 << 24)
      $0.append(evenPortReservingNext: true)
      $0.append(.requestedAddressFamily, uint32: 2 << 24)
      $0.append(.reservationToken, uint64: 0xDEAD_BEEF_0000_0001)
      $0.append(.channelNumber, uint32: 0x4001 << 16 | 0xFFFF)
      $0.append(.dontFragment)
      $0.append(.insufficientCapacity, for: .v6)
      $0.append(icmpType: 3, code: 4, data: 1280)
      $0.endMessage()
    }
    let message = try Message(parsing: bytes.raw)
    #expect(try message.requestedTransport() == 17)
    #expect(try message.evenPort() == true)
    #expect(try message.addressFamily(.requestedAddressFamily) == 2)
    #expect(try message.uint64(.reservationToken) == 0xDEAD_BEEF_0000_0001)
    #expect(try message.channelNumber() == 0x4001)
    #expect(message.has(.dontFragment) == true)
    let partial = try #require(try message.addressErrorCode())
    #expect(partial.0 == .v6 && partial.1 == .insufficientCapacity)
    let icmp = try #require(try message.icmp())
    #expect(icmp.type == 3 && icmp.code == 4 && icmp.data == 1280)
  }

  @Test func `absent values are nil and wrong lengths are errors`() throws {
    let empty = encoded()
    let message = try Message(parsing: empty.raw)
    #expect(try message.uint32(.lifetime) == nil)
    #expect(try message.evenPort() == nil)
    #expect(try message.errorCode() == nil)
    #expect(try message.xorAddress(.xorPeerAddress) == nil)
    let types: [AttributeType] = [
      .lifetime, .requestedTransport, .evenPort, .channelNumber, .reservationToken, .errorCode,
      .xorPeerAddress, .icmp, .addressErrorCode, .requestedAddressFamily,
    ]
    let malformed = encoded {
      for type in types { $0.append(type, text: "abc") }
      $0.endMessage()
    }
    let bad = try Message(parsing: malformed.raw)
    #expect(throws: AttributeError.malformed(.lifetime)) { try bad.uint32(.lifetime) }
    #expect(throws: AttributeError.malformed(.requestedTransport)) { try bad.requestedTransport() }
    #expect(throws: AttributeError.malformed(.evenPort)) { try bad.evenPort() }
    #expect(throws: AttributeError.malformed(.channelNumber)) { try bad.channelNumber() }
    #expect(throws: AttributeError.malformed(.reservationToken)) {
      try bad.uint64(.reservationToken)
    }
    #expect(throws: AttributeError.malformed(.errorCode)) { try bad.errorCode() }
    #expect(throws: AttributeError.malformed(.xorPeerAddress)) {
      try bad.xorAddress(.xorPeerAddress)
    }
    #expect(throws: AttributeError.malformed(.icmp)) { try bad.icmp() }
    #expect(throws: AttributeError.malformed(.addressErrorCode)) { try bad.addressErrorCode() }
  }

  @Test func `RFC 8489 §14.8 every error code is written and read with its phrase`() throws {
    for number: UInt16 in 300...699 {
      let code = try #require(ErrorCode(rawValue: number))
      let bytes = encoded(.allocate, .failure) {
        $0.append(code)
        $0.endMessage()
      }
      let message = try Message(parsing: bytes.raw)
      #expect(try message.errorCode() == code)
      #expect(code.reason.utf8CodeUnitCount < 128)
    }
    #expect(ErrorCode(rawValue: 299) == nil && ErrorCode(rawValue: 700) == nil)
    let bad = encoded(.allocate, .failure) {
      $0.append(.errorCode, uint32: 4 << 8 | 100)
      $0.endMessage()
    }
    #expect(throws: AttributeError.malformed(.errorCode)) {
      try Message(parsing: bad.raw).errorCode()
    }
  }

  @Test func `RFC 8489 §14.13 an odd number of unknown attributes is padded`() throws {
    let types = ([0x7001, 0x7002, 0x7003] as [UInt16]).map { AttributeType(rawValue: $0) }
    let bytes = encoded(.binding, .failure) {
      $0.append(unknown: types)
      $0.endMessage()
    }
    let message = try Message(parsing: bytes.raw)
    #expect(message.first(.unknownAttributes)?.copied() == hex("700170027003"))
    #expect(bytes.count == 20 + 4 + 8)
  }

  @Test func `RFC 8489 §14 padding is zero when we write it, for every length`() throws {
    for count in 0...9 {
      let text = String(repeating: "x", count: count)
      let bytes = encoded {
        $0.append(.software, text: text)
        $0.append(.data, bytes: Array(text.utf8).raw)
        $0.endMessage()
      }
      let padded = (count + 3) & ~3
      #expect(bytes.count == 20 + 2 * (4 + padded))
      #expect(bytes[(24 + count)..<(24 + padded)].allSatisfy { $0 == 0 })
      #expect(bytes.suffix(padded - count).allSatisfy { $0 == 0 })
    }
  }
}
