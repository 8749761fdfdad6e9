/// Something that must hold of an answer beyond its class and code.
struct Rule: Sendable {
  /// What must hold, as the end of a sentence about the answer: "with REALM".
  let text: String
  /// What is wrong about an answer, `nil` if nothing is.
  let flaw: @Sendable (Packet, Scene) -> String?

  /// Makes a rule.
  init(_ text: String, flaw: @escaping @Sendable (Packet, Scene) -> String?) {
    self.text = text
    self.flaw = flaw
  }
}
