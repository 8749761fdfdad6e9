/// The standard output of a command.
enum Output {
  /// Writes all of a text, or says why that cannot be done.
  static func print(_ text: String) throws(RuntimeError) {
    if let number = Platform.emit(text, to: 1) {
      throw .other("cannot write to the standard output: \(Platform.describe(number))")
    }
  }
}
