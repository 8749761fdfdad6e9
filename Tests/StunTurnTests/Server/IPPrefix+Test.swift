import SansIO

/// The block of a text a test is sure of.
func prefix(_ text: String) -> IPPrefix {
  guard let prefix = IPPrefix(text) else { preconditionFailure("\(text) is no block") }
  return prefix
}
