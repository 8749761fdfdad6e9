public import SansIO

/// All addresses that packets to one may end up at: itself, and the IPv4 addresses it holds.
///
/// The one place where this is decided, so that no check can see fewer forms than another.
public struct CanonicalForms: Sequence, IteratorProtocol, Sendable {
  private let address: IPAddress
  private var isFirst = true
  private var embedding: UInt8 = 0
  /// How the form last answered is held in the address, in words; empty for the address itself.
  public private(set) var way: StaticString = ""

  /// Lists the forms of an address, itself first.
  public init(of address: IPAddress) { self.address = address }

  /// The next form.
  public mutating func next() -> IPAddress? {
    if isFirst {
      isFirst = false
      return address
    }
    guard address.family == .v6 else { return nil }
    while let way = Embedding(rawValue: embedding) {
      embedding += 1
      guard let bits = way.v4(in: address) else { continue }
      self.way = way.name
      return .v4(bits)
    }
    return nil
  }
}
