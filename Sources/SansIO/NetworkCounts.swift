/// Counts something for each network of clients: a /24 of IPv4, a /56 of IPv6. It never grows:
/// networks that fall together share a count.
public struct NetworkCounts: ~Copyable {
  private static var size: Int { 4096 }

  private var counts = Array(repeating: 0, count: NetworkCounts.size)
  private let mixer: Mixer

  /// Makes counts of zero; the mixer keeps others from choosing networks that fall together.
  public init(mixer: Mixer) { self.mixer = mixer }

  /// The place of the network an address belongs to.
  public func place(of source: IPAddress) -> Int {
    let isV4 = source.family == .v4
    let network = isV4 ? source.low >> 8 : source.high >> 8
    return Int(truncatingIfNeeded: mixer.mix(network, isV4 ? 4 : 6)) & (NetworkCounts.size - 1)
  }

  /// The count at a place.
  public subscript(place: Int) -> Int {
    get { counts[place] }
    set { counts[place] = newValue }
  }
}
