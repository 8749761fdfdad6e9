import SansIO

// Datagrams in and out of open associations.

extension Core {
  /// Decrypts the next datagram's worth of what an association was fed.
  mutating func readSealed(
    _ index: Int, into room: UnsafeMutableRawBufferPointer
  ) -> TLSSession.ReadResult {
    // Whoever calls answers for the room.
    let result = unsafe associations.slots[index].session.read(into: room)
    if case .bytes = result { associations.slots[index].heard = now.monotonic }
    return result
  }

  /// Acts on how reading an association ended.
  mutating func conclude(association index: Int, _ result: TLSSession.ReadResult) {
    switch result {
    case .bytes, .wantsMore:
      associations.slots[index].session.discardInput()
      sendCiphertext(of: index)
    case .closed: sayFarewell(index)
    case .failed(let reason):
      sendCiphertext(of: index)
      end(index, .tls(reason))
    }
  }

  /// Encrypts a datagram and adds it to those about to leave.
  mutating func seal(
    _ payload: UnsafeRawBufferPointer, _ header: UInt32?, along path: Path, marked marking: Marking
  ) {
    let count = payload.count + (header == nil ? 0 : 4)
    guard let index = associations.index(of: path), associations.slots[index].isOpen,
      count <= TLSSession.payloadLimit
    else {
      statistics.datagramsDropped += 1
      return
    }
    let isWritten: Bool
    if let header {
      makeRoom(count)
      // The joined bytes are copied by the session before the arena is used again.
      let room = unsafe associations.arena.room(count)
      unsafe room.storeBytes(of: header.bigEndian, as: UInt32.self)
      unsafe UnsafeMutableRawBufferPointer(rebasing: room[4...]).copyMemory(from: payload)
      isWritten = unsafe associations.slots[index].session.write(UnsafeRawBufferPointer(room))
    } else {
      // Copied by the session.
      isWritten = unsafe associations.slots[index].session.write(payload)
    }
    if !isWritten { statistics.datagramsDropped += 1 }
    sendCiphertext(of: index, marked: marking)
  }

  /// Adds what a session has to say to the datagrams about to leave, cut between records.
  mutating func sendCiphertext(of index: Int, marked marking: Marking = Marking()) {
    let path = associations.slots[index].path
    while case let count = associations.slots[index].session.pendingCiphertext, count > 0 {
      makeRoom(count)
      // Stays in the arena until it has left.
      let room = unsafe associations.arena.room(count)
      let taken = unsafe associations.slots[index].session.takeCiphertext(into: room)
      var rest = unsafe associations.arena.take(taken)
      while unsafe !rest.isEmpty {
        let size = unsafe Self.datagramSize(of: rest.bytes)
        unsafe add(
          UnsafeRawBufferPointer(rebasing: rest[..<size]), nil, along: path, marked: marking)
        unsafe rest = UnsafeRawBufferPointer(rebasing: rest[size...])
      }
    }
  }

  /// How many bytes of these records leave in one datagram: at least one record, else as many as a
  /// handshake's datagram holds. Before one of another version a datagram ends: OpenSSL drops the
  /// rest of a datagram with a record whose version it does not expect.
  private static func datagramSize(of records: RawSpan) -> Int {
    var size = 0
    while size + 13 <= records.byteCount {
      let next = size + 13 + Int(records.uint16(at: size + 11))
      let isStrange = records.uint16(at: size + 1) != records.uint16(at: 1)
      let isTooMuch = size > 0 && next > TLSSession.datagramCount
      if next > records.byteCount || isStrange || isTooMuch { break }
      size = next
    }
    return size == 0 ? records.byteCount : size
  }

  /// Makes sure of room in the arena.
  mutating func makeRoom(_ count: Int) {
    guard associations.arena.roomCount < count else { return }
    flushDatagrams()
    associations.arena.reset()
  }
}
