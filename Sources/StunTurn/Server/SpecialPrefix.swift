public import SansIO

/// A block of addresses that are not for everybody, and the document that says so.
public struct SpecialPrefix: Sendable {
  /// The block.
  public let prefix: IPPrefix
  /// What it is for, in words.
  public let purpose: StaticString
  /// The document.
  public let reference: StaticString
  /// Whether even the operator cannot allow it.
  public let isForbidden: Bool

  /// Writes down a line of a registry; traps if `text` is not a block.
  init(
    _ text: StaticString, _ purpose: StaticString, _ reference: StaticString,
    isForbidden: Bool = false
  ) {
    guard let prefix = IPPrefix(text.description) else { preconditionFailure(text.description) }
    self.prefix = prefix
    self.purpose = purpose
    self.reference = reference
    self.isForbidden = isForbidden
  }
}

extension SpecialPrefix: Hashable {
  /// Whether both are the same block: there is one line for each.
  public static func == (left: SpecialPrefix, right: SpecialPrefix) -> Bool {
    left.prefix == right.prefix
  }

  /// Hashes the block.
  public func hash(into hasher: inout Hasher) { hasher.combine(prefix) }
}
