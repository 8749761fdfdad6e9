/// Why a small file could not be read.
enum FileProblem: Error, Equatable, CustomStringConvertible {
  /// The system refused; holds the error number.
  case system(Int32)
  /// It holds more than fits.
  case tooLarge(limit: Int)
  /// It is not UTF-8 text.
  case notText

  /// A phrase: `no such file or directory`.
  var description: String {
    switch self {
    case .system(let number): Platform.describe(number)
    case .tooLarge(let limit): "it is larger than \(limit) bytes"
    case .notText: "it is not UTF-8 text"
    }
  }
}
