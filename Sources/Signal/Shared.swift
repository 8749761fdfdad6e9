/// A value that many hold and nobody changes, in memory once.
final class Shared<Value: Sendable>: Sendable {
  /// The value.
  let value: Value

  /// Keeps a value.
  init(_ value: Value) { self.value = value }
}
