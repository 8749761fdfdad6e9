import SansIO

/// What CHANGE-REQUEST wants to be different about where the answer comes from (RFC 5780 section
/// 7.2), as bits of a place in `NATDiscovery`.
struct NATChange: OptionSet, Hashable {
  let rawValue: Int

  /// The port.
  static let port = NATChange(rawValue: 1)
  /// The address.
  static let address = NATChange(rawValue: 2)
}

extension Message {
  /// CHANGE-REQUEST (RFC 5780 section 7.2); an absent one changes nothing.
  func natChange() throws(AttributeError) -> NATChange {
    guard let flags = try uint32(.changeRequest) else { return [] }
    var change: NATChange = []
    if flags & 2 != 0 { change.insert(.port) }
    if flags & 4 != 0 { change.insert(.address) }
    return change
  }

  /// RESPONSE-PORT, with or without its padding counted (RFC 5780 section 7.5); 0 is no port.
  func responsePort() throws(AttributeError) -> UInt16? {
    guard let value = first(.responsePort) else { return nil }
    guard value.byteCount == 2 || value.byteCount == 4, value.uint16(at: 0) != 0 else {
      throw .malformed(.responsePort)
    }
    return value.uint16(at: 0)
  }
}
