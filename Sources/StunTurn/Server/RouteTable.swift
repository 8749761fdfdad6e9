/// Finds slots by hash: open addressing with linear probing, at most half full, deletion by
/// shifting back.
///
/// It holds no keys. The caller's closure compares the record in the slot, so an entry is eight
/// bytes and eight of them share a cache line. Hashes come from a seeded `Mixer`.
struct RouteTable: ~Copyable {
  private struct Entry: BitwiseCopyable {
    var hash: UInt32
    var slot: UInt32
  }

  private static var vacant: UInt32 { .max }
  private static var smallest: Int { 64 }

  private var entries = Array(
    repeating: Entry(hash: 0, slot: RouteTable.vacant), count: RouteTable.smallest)
  private var mask = RouteTable.smallest - 1
  /// How many slots can be found.
  private(set) var count = 0

  /// The slot of this hash whose record is the one wanted.
  @inline(__always)
  func slot(_ hash: UInt32, where isWanted: (UInt32) -> Bool) -> UInt32? {
    var place = Int(hash) & mask
    while true {
      let entry = entries[place]
      if entry.slot == RouteTable.vacant { return nil }
      if entry.hash == hash && isWanted(entry.slot) { return entry.slot }
      place = (place + 1) & mask
    }
  }

  /// Adds a slot that is not there yet.
  mutating func insert(_ hash: UInt32, slot: UInt32) {
    if (count + 1) * 2 > entries.count { grow() }
    place(Entry(hash: hash, slot: slot))
    count += 1
  }

  /// Takes out a slot; the entries behind it move up so that no probe ends early.
  mutating func remove(_ hash: UInt32, slot: UInt32) {
    var gap = Int(hash) & mask
    while entries[gap].slot != slot {
      if entries[gap].slot == RouteTable.vacant { return }
      gap = (gap + 1) & mask
    }
    var next = (gap + 1) & mask
    while entries[next].slot != RouteTable.vacant {
      let home = Int(entries[next].hash) & mask
      if (next - home) & mask >= (next - gap) & mask {
        entries[gap] = entries[next]
        gap = next
      }
      next = (next + 1) & mask
    }
    entries[gap].slot = RouteTable.vacant
    count -= 1
  }

  private mutating func place(_ entry: Entry) {
    var place = Int(entry.hash) & mask
    while entries[place].slot != RouteTable.vacant { place = (place + 1) & mask }
    entries[place] = entry
  }

  private mutating func grow() {
    let old = entries
    entries = Array(
      repeating: Entry(hash: 0, slot: RouteTable.vacant), count: old.count * 2)
    mask = entries.count - 1
    for entry in old where entry.slot != RouteTable.vacant { place(entry) }
  }
}
