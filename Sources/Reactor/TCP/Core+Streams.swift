import CSignaldLinux
import Glibc
import SansIO

// The bytes of streams: in, out, and back-pressure both ways.

extension Core {
  // MARK: In

  /// Reads what has arrived, behind what was kept.
  mutating func readStream(_ index: Int) -> Arrival {
    let kept = links[index].kept.count
    scratch.place(links[index].kept)
    guard links[index].session == nil else { return readCiphertext(index) }
    // The scratch is not used again before the outbox has been executed.
    let room = unsafe scratch.room(after: kept)
    let result = unsafe csys_receive(
      links[index].descriptor.number, room.baseAddress, min(room.count, LinkScratch.readCount))
    if result > 0 {
      refreshLinger(index)
      return Arrival(count: kept + Int(result))
    }
    return Arrival(conclusion: conclusion(result))
  }

  /// What a receive that brought no bytes means.
  func conclusion(_ result: Int64) -> Arrival.Conclusion {
    switch result {
    case 0: return .ended
    case Int64(-EAGAIN), Int64(-ENOMEM), Int64(-ENOBUFS): return .more
    default:
      precondition(result != Int64(-EBADF) && result != Int64(-EFAULT))
      return .failed(Ending(code: Int32(-result)))
    }
  }

  /// What is there without asking the kernel: kept bytes, and what TLS has decrypted.
  mutating func presentable(_ index: Int) -> Arrival {
    scratch.place(links[index].kept)
    var arrival = links[index].session == nil ? Arrival() : decrypt(index)
    if arrival.count == 0 { arrival.count = links[index].kept.count }
    return arrival
  }

  /// Keeps the end of what the machine was shown; too much closes the stream.
  mutating func keep(_ count: Int, of total: Int, on index: Int) {
    if count > settings.maximumKept { return close(index, .overflow, resets: true) }
    if count == 0, links[index].kept.isEmpty { return }
    links[index].kept = count == 0 ? [] : scratch.tail(count, of: total)
  }

  /// Acts on how a read ended, after its bytes were shown.
  mutating func conclude(_ index: Int, _ conclusion: Arrival.Conclusion) {
    switch conclusion {
    case .more: break
    case .ended: end(index)
    case .failed(let ending): close(index, ending)
    }
  }

  /// A peer that still sends may take its time to finish.
  mutating func refreshLinger(_ index: Int) {
    if links[index].writing == .finished { schedule(index, after: settings.lingerTimeout) }
  }

  /// Something happened on a stream nobody reads at present. An error cannot wait; that both
  /// directions are over can, but would be reported again and again: the poller forgets the stream.
  mutating func endUnread(_ index: Int, _ ready: Poller.Readiness) {
    if ready.hasFailed {
      let code = csys_pending_error(links[index].descriptor.number)
      close(index, code == 0 ? .reset : Ending(code: code))
    } else if ready.isHungUp {
      poller.remove(links[index].descriptor.number)
      links[index].interest = nil
    }
  }

  // MARK: Out

  /// Adds bytes to those about to leave.
  mutating func write(
    _ payload: UnsafeRawBufferPointer, _ order: Order, to link: LinkID, _ outbox: inout Outbox
  ) {
    if !linkSender.accepts(link) { flushStream(&outbox) }
    guard holds(link), links[Int(link.index)].writing == .open else { return }
    // The payload stays in place until the outbox is emptied, which flushes before.
    unsafe linkSender.append(payload, header: order.header, padding: order.padding, to: link)
  }

  /// Hands what was added to the kernel; what it has no room for waits in the link's queue.
  mutating func flushStream(_ outbox: inout Outbox) {
    guard let link = linkSender.link else { return }
    defer { linkSender.removeAll() }
    guard holds(link) else { return }
    let index = Int(link.index)
    guard links[index].session == nil else { return encrypt(index, &outbox) }
    var sent = 0
    if links[index].queue.isEmpty {
      let result = linkSender.send(by: links[index].descriptor.number)
      guard result >= 0 || isBusy(result) else {
        return close(index, Ending(code: Int32(-result)))
      }
      sent = max(0, result)
    }
    if sent < linkSender.byteCount {
      links[index].queue.append(linkSender.copy(after: sent))
    }
    settle(index, &outbox)
  }

  /// The kernel has room again: sends what waits, as far as it goes. Answers whether the stream
  /// lives on.
  mutating func drainQueue(ofLink index: Int, _ outbox: inout Outbox) -> Bool {
    let fd = links[index].descriptor.number
    while !links[index].queue.isEmpty {
      // The queue does not change during the call, and the kernel only reads.
      let result = unsafe links[index].queue.withBytes { bytes in
        var vector = unsafe csys_iovec(
          base: UnsafeMutableRawPointer(mutating: bytes.baseAddress), length: bytes.count)
        return unsafe Int(csys_send_vectors(fd, &vector, 1))
      }
      if result > 0 {
        links[index].queue.removeFirst(result)
      } else if isBusy(result) {
        break
      } else {
        close(index, Ending(code: Int32(-result)))
        return false
      }
    }
    return settle(index, &outbox)
  }

  /// Whether a send failed only for now.
  func isBusy(_ result: Int) -> Bool {
    precondition(result != Int(-EBADF) && result != Int(-EFAULT))
    return result == Int(-EAGAIN) || result == Int(-ENOBUFS) || result == Int(-ENOMEM)
  }

  /// Reports what is queued and waits for room if anything is. Answers whether the link lives.
  @discardableResult
  mutating func settle(_ index: Int, _ outbox: inout Outbox) -> Bool {
    let id = links[index].id
    let queued = links[index].queue.count + links[index].early.count
    if outbox.backlog.settle(id, queued: queued) { tell(.link(id, nil, .drained)) }
    finishIfDrained(index)
    guard links.holds(Int(id.index), id.generation) else { return false }
    return watch(index)
  }
}
