/// One place that breaks a rule.
struct Finding: CustomStringConvertible {
  let rule: Rule
  let path: String
  let line: Int
  let message: String

  var description: String { "\(path):\(line): \(message)" }
}
