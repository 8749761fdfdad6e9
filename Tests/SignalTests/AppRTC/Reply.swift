/// A response, taken apart.
struct Reply: CustomStringConvertible {
  let text: String

  init(_ bytes: [UInt8]) { text = String(decoding: bytes, as: UTF8.self) }

  var description: String { text }
  /// The status, 0 if there is no response.
  var status: Int { Int(text.split(separator: " ").dropFirst().first ?? "") ?? 0 }
  /// What follows the head.
  var body: String {
    text.firstRange(of: "\r\n\r\n").map { String(text[$0.upperBound...]) } ?? ""
  }
  /// The value of a field.
  subscript(name: String) -> String? {
    let head = text.firstRange(of: "\r\n\r\n").map { text[..<$0.lowerBound] } ?? ""
    for line in head.split(separator: "\r\n") where line.hasPrefix("\(name): ") {
      return String(line.dropFirst(name.count + 2))
    }
    return nil
  }
}
