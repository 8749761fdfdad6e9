/// Things with small numbers that are used again, each time with another generation.
struct Slots<Thing: AnyObject> {
  private var things: [Thing?] = []
  private var generations: [UInt16] = []
  private var free: [Int] = []

  /// All things, in order of their numbers.
  var all: [Thing] { things.compactMap { $0 } }

  /// Gives a thing a number.
  mutating func insert(_ thing: Thing) -> (index: UInt32, generation: UInt16) {
    if let index = free.popLast() {
      things[index] = thing
      generations[index] &+= 1
      return (UInt32(index), generations[index])
    }
    things.append(thing)
    generations.append(0)
    return (UInt32(things.count - 1), 0)
  }

  /// The thing of that number, unless the number was used again.
  func thing(_ index: UInt32, _ generation: UInt16) -> Thing? {
    let index = Int(index)
    return index < things.count && generations[index] == generation ? things[index] : nil
  }

  /// Frees a number.
  mutating func remove(_ index: UInt32) {
    things[Int(index)] = nil
    free.append(Int(index))
  }
}
