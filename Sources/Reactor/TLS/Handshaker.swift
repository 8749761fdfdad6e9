import Glibc

/// A thread that goes on with the TLS handshakes of one loop, so that datagrams need not wait for
/// them.
final class Handshaker {
  private let parcels: Mailbox<SessionParcel>
  private var thread: LoopThread?

  /// Starts the thread; what it was given goes back by `giveBack`, one step further.
  init(
    giveBack: @escaping @Sendable (SessionParcel) -> Void
  ) throws(SystemError) {
    let parcels = try Mailbox<SessionParcel>()
    self.parcels = parcels
    thread = try LoopThread(name: "handshakes") { Handshaker.work(parcels, giveBack) }
  }

  /// Waits until the thread is gone. Sessions it still has end with it.
  deinit {
    parcels.stop()
    thread.take()?.join()
  }

  /// Has a session go on.
  func take(_ parcel: SessionParcel) { parcels.post(parcel) }

  private static func work(
    _ parcels: Mailbox<SessionParcel>, _ giveBack: (SessionParcel) -> Void
  ) {
    var bell = pollfd(fd: parcels.bellNumber, events: Int16(POLLIN), revents: 0)
    while true {
      // The structure outlives the call. One that is interrupted finds no mail.
      unsafe poll(&bell, 1, -1)
      parcels.silence()
      let (letters, isStopped) = parcels.take()
      if isStopped { return }
      for case .command(let parcel) in letters {
        parcel.step()
        giveBack(parcel)
      }
    }
  }
}
