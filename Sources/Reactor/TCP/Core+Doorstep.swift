import CSignaldLinux
import SansIO

// The first bytes of a stream: who is behind a proxy, and whether it speaks TLS.

extension Core {
  /// Serves an accepted stream, at once or once its first bytes have told what it is.
  mutating func admit(
    _ descriptor: consuming Descriptor, _ info: LinkInfo, by entry: StreamEntry, _ owner: Owner
  ) {
    let awaitsProxy = entry.proxies.contains { $0.contains(info.remote.address) }
    guard awaitsProxy || entry.secure != nil else {
      if let place = insert(descriptor, info, .open, owner) { announce(place) }
      return
    }
    let isUndecided = awaitsProxy || entry.takesPlain
    guard let place = insert(descriptor, info, isUndecided ? .arriving : .handshaking, owner)
    else { return }
    if isUndecided {
      links[place].doorstep = Doorstep(
        secure: entry.secure, takesPlain: entry.takesPlain, awaitsProxy: awaitsProxy)
    } else if let secure = entry.secure {
      links[place].session = TLSSession(server: secure)
    }
    schedule(place, after: settings.handshakeTimeout)
  }

  /// Reads the first bytes of a stream. Answers whether a handshake begins with them.
  mutating func readDoorstep(_ index: Int) -> Bool {
    let room = Doorstep.limit - links[index].kept.count
    // What was received is copied before the scratch is used again.
    let memory = unsafe scratch.ciphertext
    let result = unsafe csys_receive(
      links[index].descriptor.number, memory.baseAddress, min(room, memory.count))
    guard result > 0 else {
      switch conclusion(result) {
      case .more: break
      case .ended: close(index, .reset)
      case .failed(let ending): close(index, ending)
      }
      return false
    }
    // The kernel wrote so many bytes, which are copied here.
    unsafe links[index].kept.append(contentsOf: memory[..<Int(result)])
    return passDoorstep(index)
  }

  private mutating func passDoorstep(_ index: Int) -> Bool {
    guard let doorstep = links[index].doorstep, passProxy(index) else { return false }
    let first = links[index].kept.first
    if doorstep.takesPlain, doorstep.secure != nil, first == nil { return false }
    links[index].doorstep = nil
    guard let secure = doorstep.secure, !doorstep.takesPlain || first == Doorstep.tlsHandshake
    else {
      openPlain(index)
      return false
    }
    links[index].session = TLSSession(server: secure)
    beginHandshake(index)
    return true
  }

  /// Takes off the PROXY header. Answers whether none is to come any more.
  private mutating func passProxy(_ index: Int) -> Bool {
    guard links[index].doorstep?.awaitsProxy == true else { return true }
    let kept = links[index].kept
    switch ProxyHeader.parse(kept.bytes) {
    case .incomplete: return false
    case .malformed:
      close(index, .reset, resets: true)
      return false
    case .header(let header):
      links[index].kept.removeFirst(header.count)
      links[index].doorstep?.awaitsProxy = false
      if let source = header.source { links[index].info.origin = source }
      return true
    }
  }

  private mutating func openPlain(_ index: Int) {
    links[index].stage = .open
    announce(index)
    if watch(index) { tell(.present(links[index].id)) }
  }
}
