/// Datagrams the kernel had no room for, as copies, oldest first; bounded in bytes.
struct DatagramQueue {
  /// One waiting datagram, or a train of them, as the kernel wants it.
  struct Entry {
    /// Where it goes, as a socket address.
    let name: [UInt8]
    /// Its ancillary data.
    let control: [UInt8]
    /// Its bytes; those of a train in one piece.
    let payload: [UInt8]
    /// Whether it leaves with the don't-fragment flag.
    let setsDontFragment: Bool
    /// How many datagrams it is.
    let count: Int
  }

  private var entries: [Entry] = []
  private var head = 0
  private var byteCount = 0

  /// Whether none wait.
  var isEmpty: Bool { head == entries.count }
  /// The oldest.
  var first: Entry? { isEmpty ? nil : entries[head] }

  /// Takes an entry in, or answers that the bound forbids it.
  mutating func append(_ entry: Entry, bound: Int) -> Bool {
    guard byteCount + entry.payload.count <= bound else { return false }
    byteCount += entry.payload.count
    entries.append(entry)
    return true
  }

  /// Drops the oldest.
  mutating func removeFirst() {
    byteCount -= entries[head].payload.count
    head += 1
    guard isEmpty || head == 64 else { return }
    entries.removeFirst(head)
    head = 0
  }
}
