/// Splits Swift source into tokens and comments: enough of the grammar to tell code from text.
///
/// Nested comments, raw and multi-line strings, interpolations, quoted names and regex literals are
/// understood; operators come as single characters.
struct Lexer {
  private(set) var tokens: [Token] = []
  private(set) var comments: [Comment] = []

  private let bytes: [UInt8]
  private var index = 0
  private var line = 1
  private var touches = false

  init(_ text: String) {
    bytes = Array(text.utf8)
    readCode(insideInterpolation: false)
  }

  // MARK: Code

  private mutating func readCode(insideInterpolation: Bool) {
    var depth = 0
    while let byte = peek() {
      if byte == Self.newline || byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") {
        advance()
        touches = false
        continue
      }
      if readComment() || readLiteral() || readName() || readNumber() { continue }
      if insideInterpolation {
        if byte == UInt8(ascii: "(") { depth += 1 }
        if byte == UInt8(ascii: ")") {
          if depth == 0 { return advance() }
          depth -= 1
        }
      }
      let start = index
      advance()
      append(.sign, from: start)
    }
  }

  private mutating func readName() -> Bool {
    guard let first = peek() else { return false }
    let start = index
    if first == UInt8(ascii: "`") {
      advance()
      while let byte = peek(), byte != UInt8(ascii: "`"), byte != Self.newline { advance() }
      append(.quotedName, text(from: start + 1))
      advance()
      return true
    }
    guard Self.startsName(first) else { return false }
    while let byte = peek(), Self.startsName(byte) || Self.isDigit(byte) { advance() }
    append(.word, from: start)
    return true
  }

  private mutating func readNumber() -> Bool {
    guard let first = peek(), Self.isDigit(first) else { return false }
    let start = index
    while let byte = peek() {
      let isPoint = byte == UInt8(ascii: ".") && peek(1).map(Self.isDigit) == true
      guard isPoint || Self.startsName(byte) || Self.isDigit(byte) else { break }
      advance()
    }
    append(.number, from: start)
    return true
  }

  // MARK: Comments

  private mutating func readComment() -> Bool {
    guard peek() == UInt8(ascii: "/") else { return false }
    let start = index
    let firstLine = line
    if peek(1) == UInt8(ascii: "/") {
      while let byte = peek(), byte != Self.newline { advance() }
    } else if peek(1) == UInt8(ascii: "*") {
      skipBlockComment()
    } else {
      return false
    }
    comments.append(Comment(text: text(from: start), lines: firstLine...line))
    touches = false
    return true
  }

  private mutating func skipBlockComment() {
    var depth = 0
    while peek() != nil {
      if peek() == UInt8(ascii: "/") && peek(1) == UInt8(ascii: "*") {
        depth += 1
        advance(2)
      } else if peek() == UInt8(ascii: "*") && peek(1) == UInt8(ascii: "/") {
        depth -= 1
        advance(2)
        if depth == 0 { return }
      } else {
        advance()
      }
    }
  }

  // MARK: Literals

  private mutating func readLiteral() -> Bool {
    var hashes = 0
    while peek(hashes) == UInt8(ascii: "#") { hashes += 1 }
    if peek(hashes) == UInt8(ascii: "\"") {
      readString(hashes: hashes)
      return true
    }
    guard peek(hashes) == UInt8(ascii: "/"), hashes > 0 || regexMayStart() else { return false }
    return readRegex(hashes: hashes)
  }

  private mutating func readString(hashes: Int) {
    advance(hashes)
    let isMultiline = peek(1) == UInt8(ascii: "\"") && peek(2) == UInt8(ascii: "\"")
    let quotes = isMultiline ? 3 : 1
    append(.string, "")
    advance(quotes)
    while let byte = peek() {
      if byte == Self.newline && !isMultiline { return }
      if byte == UInt8(ascii: "\\") && stands("#", count: hashes, at: 1) {
        let opens = peek(1 + hashes) == UInt8(ascii: "(")
        advance(2 + hashes)
        if opens { readCode(insideInterpolation: true) }
      } else if stands("\"", count: quotes, at: 0) && stands("#", count: hashes, at: quotes) {
        advance(quotes + hashes)
        touches = true
        return
      } else {
        advance()
      }
    }
  }

  /// Skips a regex literal on one line; without a closing slash it is an operator.
  private mutating func readRegex(hashes: Int) -> Bool {
    var length = hashes + 1
    while let byte = peek(length), byte != Self.newline {
      if byte == UInt8(ascii: "\\") {
        length += 2
      } else if byte == UInt8(ascii: "/") && stands("#", count: hashes, at: length + 1) {
        append(.string, "")
        advance(length + 1 + hashes)
        touches = true
        return true
      } else {
        length += 1
      }
    }
    return false
  }

  private func regexMayStart() -> Bool {
    guard peek(1) != UInt8(ascii: " "), let last = tokens.last else { return false }
    return last.kind == .sign && ["(", ",", "=", ":", "[", "{"].contains(last.text)
  }

  // MARK: Bytes

  private static let newline = UInt8(ascii: "\n")

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func startsName(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte & 0xDF) && byte < 0x80 || byte == UInt8(ascii: "_")
      || byte == UInt8(ascii: "$") || byte >= 0x80
  }

  private func peek(_ distance: Int = 0) -> UInt8? {
    index + distance < bytes.count ? bytes[index + distance] : nil
  }

  private func stands(_ sign: Unicode.Scalar, count: Int, at distance: Int) -> Bool {
    (0..<count).allSatisfy { peek(distance + $0) == UInt8(ascii: sign) }
  }

  private mutating func advance(_ count: Int = 1) {
    for _ in 0..<count where index < bytes.count {
      if bytes[index] == Self.newline { line += 1 }
      index += 1
    }
  }

  private func text(from start: Int) -> String {
    String(decoding: bytes[start..<index], as: UTF8.self)
  }

  private mutating func append(_ kind: Token.Kind, from start: Int) {
    append(kind, text(from: start))
  }

  private mutating func append(_ kind: Token.Kind, _ text: String) {
    tokens.append(Token(kind: kind, text: text, line: line, touchesPrevious: touches))
    touches = true
  }
}
