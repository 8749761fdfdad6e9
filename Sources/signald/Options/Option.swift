/// One entry of a command's table of options: its description and how its values are read.
struct Option<Target>: Sendable {
  /// Reads all values of one option, in the order given, into the target.
  typealias Reader = @Sendable (inout Target, [String], Surroundings) throws(BadValue) -> Void

  /// What the option is called, takes and means.
  let description: OptionDescription
  /// Reads the values from whichever source won.
  let read: Reader

  /// Makes an option that reads its values by hand.
  init(_ description: OptionDescription, read: @escaping Reader) {
    self.description = description
    self.read = read
  }

  /// Makes an option whose last value, parsed, is stored at a key path.
  init<Value>(
    _ description: OptionDescription, into path: any WritableKeyPath<Target, Value> & Sendable,
    _ parse: @escaping @Sendable (String) throws(BadValue) -> Value
  ) {
    self.init(description) { (target, texts, _) throws(BadValue) in
      for text in texts { target[keyPath: path] = try parse(text) }
    }
  }

  /// Makes an option whose values, parsed together, are stored at a key path.
  init<Value>(
    _ description: OptionDescription, allInto path: any WritableKeyPath<Target, Value> & Sendable,
    _ parse: @escaping @Sendable ([String]) throws(BadValue) -> Value
  ) {
    self.init(description) { (target, texts, _) throws(BadValue) in
      target[keyPath: path] = try parse(texts)
    }
  }

  /// The same option for a target that holds this one's.
  func lifted<Outer>(
    to path: any WritableKeyPath<Outer, Target> & Sendable
  ) -> Option<Outer> {
    let read = read
    return Option<Outer>(description) { (target, texts, surroundings) throws(BadValue) in
      try read(&target[keyPath: path], texts, surroundings)
    }
  }

  /// Makes an option that is on or off.
  init(toggle description: OptionDescription, _ path: any WritableKeyPath<Target, Bool> & Sendable)
  {
    self.init(description, into: path, Toggle.parse)
  }
}
