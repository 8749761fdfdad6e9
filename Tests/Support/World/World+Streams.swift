import SansIO

extension World {
  /// Starts a connection for `user`; the outcome comes by `streamOpened` or `streamClosed`.
  func connect(
    _ end: StreamEnd, to destination: Endpoint, secure: Secure?, origin: Endpoint?
  ) {
    end.host.connections.insert(
      Host.Connection(local: end.info.local, remote: end.info.remote))
    let started = now.monotonic.nanoseconds
    scheduleAlarm(at: started + streamTimeout) {
      if end.phase == .connecting { end.close(.timedOut) }
    }
    knock(end, at: destination, secure: secure, origin: origin)
  }

  private func knock(
    _ end: StreamEnd, at destination: Endpoint, secure: Secure?, origin: Endpoint?
  ) {
    guard end.phase == .connecting else { return }
    let isNear = end.host.owns(destination.address)
    guard let target = isNear ? end.host : host(at: destination.address) else { return }
    if target === end.host, !isNear, !end.host.hairpins { return }
    let weather = weather(from: end.host, to: target)
    let isLost = end.host.isCut || target.isCut || random.chance(weather.loss)
    if !isNear, isLost {
      return schedule(in: 1_000_000_000) { [unowned self] in
        knock(end, at: destination, secure: secure, origin: origin)
      }
    }
    let time = isNear ? 10_000 : weather.latency + randomDelay(upTo: weather.jitter)
    schedule(in: time) { [unowned self] in
      reach(target, end, at: destination, secure: secure, origin: origin, time: time)
    }
  }

  private func reach(
    _ target: Host, _ end: StreamEnd, at destination: Endpoint, secure: Secure?,
    origin: Endpoint?, time: UInt64
  ) {
    guard end.phase == .connecting else { return }
    let isNear = end.host === target && target.owns(destination.address)
    let place = Endpoint(
      address: isNear ? destination.address : target.inside(destination.address),
      port: destination.port)
    var source = end.info.local
    if !isNear { source.address = end.host.outside(source.address) }
    guard let listener = target.listener(for: place, from: source) else {
      return schedule(in: time) { end.close(.refused) }
    }
    let accepted = StreamEnd(
      world: self, host: target,
      info: LinkInfo(
        local: place, remote: source, origin: origin ?? source, listener: listener.number))
    accepted.peer = end
    end.peer = accepted
    target.connections.insert(Host.Connection(local: place, remote: source))
    accepted.security = listener.isSecure ? .awaitsHello : .plain
    listener.accept(accepted)
    if !listener.isSecure { accepted.becomeOpen() }
    schedule(in: time) {
      guard end.phase == .connecting else { return }
      if let secure {
        end.begin(secure)
      } else {
        end.becomeOpen()
      }
    }
  }

  /// A port of a host nobody uses: for both kinds of sockets, at a random place.
  func freePort(on host: Host, at address: IPAddress) -> UInt16? {
    let range = host.ephemeralPorts
    let count = Int(range.upperBound - range.lowerBound) + 1
    let start = random.below(count)
    for step in 0..<count {
      let port = range.lowerBound + UInt16((start + step) % count)
      let place = Endpoint(address: address, port: port)
      if host.isFree(place), host.listeners[place] == nil { return port }
    }
    return nil
  }
}
