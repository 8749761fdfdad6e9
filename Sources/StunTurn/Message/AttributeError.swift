/// An attribute is there but its value cannot be what its type says.
public enum AttributeError: Error, Hashable, Sendable {
  /// The attribute of this type has the wrong length or an impossible value.
  case malformed(AttributeType)
}
