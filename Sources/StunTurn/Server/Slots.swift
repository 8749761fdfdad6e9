/// Plain records in numbered places that are used again; a number stays good until its removal.
struct Slots<Record: BitwiseCopyable>: ~Copyable {
  private var records: [Record] = []
  private var free: [UInt32] = []

  /// How many places are taken.
  var count: Int { records.count - free.count }

  /// Takes a place for a record and answers its number.
  mutating func insert(_ record: Record) -> UInt32 {
    guard let slot = free.popLast() else {
      records.append(record)
      return UInt32(records.count - 1)
    }
    records[Int(slot)] = record
    return slot
  }

  /// Frees a place; the caller names each taken place once.
  mutating func remove(_ slot: UInt32) { free.append(slot) }

  /// The record at a place.
  subscript(slot: UInt32) -> Record {
    @inline(__always) _read { yield records[Int(slot)] }
    @inline(__always) _modify { yield &records[Int(slot)] }
  }
}
