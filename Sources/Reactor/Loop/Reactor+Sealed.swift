import SansIO

// Encrypted datagrams, as far as the machine has a part in them.

extension Reactor where M: ~Copyable {
  /// Takes in an encrypted datagram and hands the machine what it carries.
  mutating func handleSealed(_ slot: Int, _ range: Range<Int>, _ path: Path, _ marking: Marking) {
    // The slot is not reused before the outbox has been executed. The session copies what it is
    // given: what it decrypts is shorter and takes the same place.
    var room = unsafe core.receiver.room(slot, range)
    guard let index = unsafe core.takeSealed(UnsafeRawBufferPointer(room), along: path)
    else { return }
    let sealed = core.associations.slots[index].path
    while true {
      let result = unsafe core.readSealed(index, into: room)
      guard case .bytes(let count) = result else {
        core.conclude(association: index, result)
        return
      }
      let bytes = unsafe UnsafeRawBufferPointer(rebasing: room[..<count]).bytes
      let datagram = Datagram(
        bytes: bytes, path: sealed, origin: sealed.remote, marking: marking)
      machine.handle(.datagram(datagram), at: core.now, into: &outbox)
      unsafe room = UnsafeMutableRawBufferPointer(rebasing: room[count...])
    }
  }
}
