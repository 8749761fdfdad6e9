/// Writes what `getUserMedia` is to be asked for.
enum MediaConstraints {
  /// The constraints as a JSON text: each kind is `true`, `false`, or a list of
  /// `[mandatory:|optional:]name=value`.
  static func text(audio: String, video: String, isFake: Bool) -> String {
    var writer = JSONWriter()
    writer.beginObject()
    for (name, wish) in [("audio", audio), ("video", video)] {
      writer.key(name)
      write(wish, to: &writer)
    }
    if isFake {
      writer.key("fake")
      writer.bool(true)
    }
    writer.endObject()
    return writer.text
  }

  private static func write(_ wish: String, to writer: inout JSONWriter) {
    let lowered = wish.lowercased()
    if lowered.isEmpty || lowered == "true" { return writer.bool(true) }
    if lowered == "false" { return writer.bool(false) }
    let constraints = wish.split(separator: ",").compactMap(Constraint.init)
    writer.beginObject()
    writer.key("optional")
    writer.beginArray()
    for constraint in constraints where !constraint.isMandatory {
      writer.beginObject()
      writer.member(constraint.name, constraint.value)
      writer.endObject()
    }
    writer.endArray()
    writer.key("mandatory")
    writer.beginObject()
    for constraint in constraints where constraint.isMandatory {
      writer.member(constraint.name, constraint.value)
    }
    writer.endObject()
    writer.endObject()
  }

  private struct Constraint {
    /// Whether the request fails without it.
    let isMandatory: Bool
    /// What is constrained.
    let name: String
    /// To what.
    let value: String

    /// Constraints of one browser alone are optional, since the others would fail on them.
    init?(_ text: Substring) {
      let sides = text.split(separator: "=", omittingEmptySubsequences: false)
      let words = sides[0].split(separator: ":", omittingEmptySubsequences: false)
      guard sides.count == 2, let last = words.last, words.count <= 2 else { return nil }
      isMandatory = words.count == 2 ? words[0] == "mandatory" : !last.hasPrefix("goog")
      name = String(last)
      value = String(sides[1])
    }
  }
}
