/// How long files, functions and lines may be.
enum LengthRules {
  static let maximumFileLines = 300
  static let maximumFunctionLines = 60
  static let maximumLineColumns = 100

  static func fileFindings(in file: SourceFile) -> [Finding] {
    // A text file ends with a newline, after which there is no line.
    let count = file.lines.count - (file.lines.last?.isEmpty == true ? 1 : 0)
    guard count > maximumFileLines else { return [] }
    return [file.finding(.fileLength, line: count, "\(count) lines in one file")]
  }

  static func functionFindings(in file: SourceFile) -> [Finding] {
    guard let blocks = CodeBlock.all(in: file.tokens) else {
      return [file.finding(.functionLength, line: 1, "the braces do not match")]
    }
    return blocks.filter { $0.lines.count > maximumFunctionLines }.map {
      file.finding(
        .functionLength, line: $0.lines.lowerBound, "\($0.name) has \($0.lines.count) lines")
    }
  }

  static func lineFindings(in file: SourceFile) -> [Finding] {
    file.lines.enumerated().filter { $0.element.count > maximumLineColumns }.map {
      file.finding(.lineLength, line: $0.offset + 1, "\($0.element.count) columns in one line")
    }
  }
}
