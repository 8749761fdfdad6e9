/// One JSON object on one line (RFC 8259), its members in the order they were added.
struct JSONObject {
  private var members: [String] = []

  /// Adds a text, or nothing for `nil`.
  mutating func set(_ name: String, _ text: String?) {
    if let text { members.append("\(JSONObject.quoted(name)):\(JSONObject.quoted(text))") }
  }

  /// Adds a number of milliseconds with three decimals, or nothing for `nil`.
  mutating func set(_ name: String, milliseconds duration: Duration?) {
    if let duration { members.append("\(JSONObject.quoted(name)):\(duration.milliseconds)") }
  }

  /// Adds a whole number.
  mutating func set(_ name: String, _ number: some FixedWidthInteger) {
    members.append("\(JSONObject.quoted(name)):\(number)")
  }

  /// The object and a line end.
  var line: String { "{" + members.joined(separator: ",") + "}\n" }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}

extension Duration {
  /// Milliseconds with three decimals: `12.345`.
  var milliseconds: String {
    let (seconds, attoseconds) = components
    let microseconds = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    let fraction = String(microseconds % 1_000)
    return "\(microseconds / 1_000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
  }
}
