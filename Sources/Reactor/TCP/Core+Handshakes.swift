import SansIO

// Handshakes that go on in another thread.

extension Core {
  /// Gives the session of an accepted stream to the thread for handshakes; answers whether it did.
  /// Until it is back the stream has none and is not read. The machine knows nothing of the stream
  /// yet, so that nothing is written to it meanwhile.
  mutating func sendAway(_ index: Int) -> Bool {
    guard settings.shakesHandsApart, !links[index].isAnnounced, links[index].ticket == nil,
      startHandshaker(), let session = links[index].session.take()
    else { return false }
    links[index].isSessionAway = true
    // Forgotten by the poller: it would report a peer that has hung up again and again.
    if links[index].interest != nil { poller.remove(links[index].descriptor.number) }
    links[index].interest = nil
    handshaker?.take(SessionParcel(session, of: links[index].id))
    return true
  }

  /// Takes back what `sendAway` gave away; the session of a stream that is gone goes too.
  mutating func takeBack(_ parcel: SessionParcel) {
    guard holds(parcel.link) else { return }
    let index = Int(parcel.link.index)
    links[index].session = parcel.take()
    links[index].isSessionAway = false
    tell(.stepped(parcel.link, parcel.state))
  }

  /// Whether there is a thread for handshakes; the loop does without where none can be had.
  private mutating func startHandshaker() -> Bool {
    if handshaker == nil, let sessionReturn {
      handshaker = try? Handshaker(giveBack: sessionReturn)
    }
    return handshaker != nil
  }
}
