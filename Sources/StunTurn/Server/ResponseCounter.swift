import SansIO

/// Counts how often transactions were answered, for TRANSACTION-TRANSMIT-COUNTER (RFC 7982).
///
/// It never grows, since anyone may ask for it: transactions that fall together share a place, and
/// the newer one takes it.
struct ResponseCounter: ~Copyable {
  private static var count: Int { 4096 }

  /// The upper bits of a transaction's hash, and in the lowest byte how often it was answered.
  private var places: [UInt64] = []
  private let mixer: Mixer

  /// Makes a counter that takes no memory before it is asked for the first time.
  init(mixer: Mixer) { self.mixer = mixer }

  /// Counts one more answer to a transaction and says which one it is, at most 255.
  mutating func next(_ id: TransactionID, along path: Path) -> UInt8 {
    if places.isEmpty { places = Array(repeating: 0, count: ResponseCounter.count) }
    let hash = mixer.mix(mixer.mix(path.remote, id.high), UInt64(id.low))
    let place = Int(truncatingIfNeeded: hash & UInt64(ResponseCounter.count - 1))
    let tag = hash & ~0xFFF | 0x100
    let isKnown = places[place] & ~0xFF == tag
    let answered = isKnown ? min(places[place] & 0xFF, 254) + 1 : 1
    places[place] = tag | answered
    return UInt8(answered)
  }
}
