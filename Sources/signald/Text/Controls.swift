extension StringProtocol {
  /// Whether it holds a control character.
  var hasControls: Bool {
    unicodeScalars.contains { $0.properties.generalCategory == .control }
  }
}
