@testable import signald

/// Surroundings made of dictionaries.
struct World {
  var variables: [String: String] = [:]
  var files: [String: String] = [:]
  var processors = 4
  var isRoot = false

  var surroundings: Surroundings {
    let (variables, files) = (variables, files)
    return Surroundings(
      variable: { variables[$0] }, processorCount: processors, isRoot: isRoot,
      readFile: { (path) throws(FileProblem) in
        guard let text = files[path] else { throw .system(2) }
        return text
      })
  }

  func invoke(_ words: String...) throws(UsageError) -> Invocation {
    try Invocation(words, in: surroundings)
  }

  func serve(_ words: String...) throws -> ServeOptions {
    guard case .serve(let options) = try Invocation(words, in: surroundings) else {
      throw UsageError.contradiction("not serve")
    }
    return options
  }

  /// The line that is printed for a wrong command line; empty when it is right.
  func complaint(_ words: String...) -> String {
    do throws(UsageError) {
      _ = try Invocation(words, in: surroundings)
      return ""
    } catch {
      return error.description
    }
  }
}
