import SansIO

// Datagram sockets that move between loops, with what waits in their queues.

extension Core {
  /// Takes a socket out of this loop and sends it on its way.
  mutating func hand(_ id: SocketID, to loop: LoopID, as ticket: Ticket) {
    guard holds(id) else { return }
    let index = Int(id.index)
    if sockets[index].isSecured { endAssociations(of: id) }
    poller.remove(sockets[index].descriptor.number)
    let parcel = SocketParcel(sockets.remove(index), ticket: ticket)
    departures.append(Departure(loop: loop, load: .socket(parcel)))
  }

  /// Serves a socket another loop sent.
  mutating func receive(_ parcel: SocketParcel) {
    guard let socket = parcel.take() else { return }
    let (index, generation) = sockets.next
    let id = SocketID(
      index: index, generation: generation, loop: loop, owner: parcel.ticket.owner)
    let moved = socket.renamed(id)
    let endpoint = moved.endpoint
    do throws(SystemError) {
      let interest: Poller.Interest = moved.queue.isEmpty ? .reading : [.reading, .writing]
      try poller.add(moved.descriptor.number, as: moved.token, for: interest)
    } catch {
      tell(.opened(parcel.ticket, .failed(Ending(code: error.code))))
      return
    }
    sockets.insert(moved)
    tell(.opened(parcel.ticket, .socket(id, endpoint)))
  }
}
