import Foundation
import StunTurn
import Testing

/// The constants as they stand in the source against the tables of the IANA registries, both ways.
@Suite struct IANATests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// Number and name of every row of a registry.
  static func registry(_ name: String) throws -> [UInt16: String] {
    var rows: [UInt16: String] = [:]
    for line in try text("Tests/Fixtures/iana/\(name).csv").split(separator: "\n").dropFirst() {
      let fields = line.split(separator: ",")
      let isHex = fields[0].hasPrefix("0x")
      let digits = isHex ? fields[0].dropFirst(2) : fields[0]
      let number = try #require(UInt16(digits, radix: isHex ? 16 : 10))
      rows[number] = String(fields[1])
    }
    return rows
  }

  @Test func `every attribute type is the registry's, and none is missing`() throws {
    let source = try Self.text("Sources/StunTurn/Message/AttributeType.swift")
    let pattern =
      #/
      \/\/\/\ (?<name>[A-Z_][A-Z0-9_\-\ ]+[A-Z0-9]),[^\n]*\n
      \ \ public\ static\ let\ \w+\ =\ AttributeType\(rawValue:\ 0x(?<number>[0-9A-F]{4})\)
      /#
    var constants: [UInt16: String] = [:]
    for match in source.matches(of: pattern) {
      constants[try #require(UInt16(match.number, radix: 16))] = String(match.name)
    }
    #expect(source.components(separatedBy: "public static let").count - 1 == constants.count)
    #expect(constants == (try Self.registry("stun-attributes")))
  }

  @Test func `every method is the registry's, and none is missing`() throws {
    let source = try Self.text("Sources/StunTurn/Message/Method.swift")
    let pattern = #/static let (?<name>\w+) = Method\(rawValue: 0x(?<number>[0-9A-F]{3})\)/#
    var constants: [UInt16: String] = [:]
    for match in source.matches(of: pattern) {
      let number = try #require(UInt16(match.number, radix: 16))
      constants[number] = match.name.prefix(1).uppercased() + match.name.dropFirst()
    }
    #expect(constants == (try Self.registry("stun-methods")))
  }

  @Test func `every error code and its phrase is the registry's, and none is missing`() throws {
    let rows = try Self.registry("stun-error-codes")
    for number: UInt16 in 300...699 {
      let code = try #require(ErrorCode(rawValue: number))
      #expect(code.reason.description == rows[number] ?? "", "\(number)")
    }
    let source = try Self.text("Sources/StunTurn/Message/ErrorCode.swift")
    let numbers = source.matches(of: #/= ErrorCode\((\d{3})\)/#).compactMap { UInt16($0.1) }
    #expect(Set(numbers) == Set(rows.keys))
  }
}
