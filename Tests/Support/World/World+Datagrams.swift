public import SansIO

extension World {
  /// Lets a datagram appear on the wire with any source address: what an attacker can do.
  public func inject(
    _ bytes: [UInt8], from source: String, to destination: String, marking: Marking = Marking()
  ) {
    let source = endpoint(source)
    let packet = newPacket(bytes, from: source, to: endpoint(destination), marking: marking)
    guard let target = host(at: packet.destination.address) else { return }
    schedule(in: weather.latency) { [unowned self] in arrive(packet, at: target, from: nil) }
  }

  /// Numbers a packet.
  func newPacket(
    _ bytes: [UInt8], from sender: Endpoint, to destination: Endpoint, marking: Marking,
    session: UInt32 = 0, origin: Endpoint? = nil
  ) -> Packet {
    packetCount += 1
    return Packet(
      number: packetCount, bytes: bytes, sender: sender, source: sender,
      origin: origin ?? sender, destination: destination, local: destination.address,
      session: session, marking: marking, sentAt: now.monotonic)
  }

  /// Sends a packet from a bound socket.
  func send(_ packet: Packet, from binding: Binding) {
    var packet = packet
    let host = binding.host
    stamp(UInt64(packet.bytes.count) << 16 | UInt64(packet.destination.port))
    if host.owns(packet.destination.address) {
      observe(.sent(packet, by: host))
      let loopback = packet
      schedule(in: randomDelay(upTo: 20_000)) { [unowned self] in
        arrive(loopback, at: host, from: binding)
      }
      return
    }
    packet.source = host.outside(packet.sender, to: packet.destination)
    if packet.origin == packet.sender { packet.origin = packet.source }
    observe(.sent(packet, by: host))
    guard let target = self.host(at: packet.destination.address) else {
      return drop(packet, .noHost)
    }
    if target === host, !host.hairpins { return drop(packet, .hairpin) }
    if host.isCut || target.isCut { return drop(packet, .cut) }
    let weather = weather(from: host, to: target)
    if isTooBig(packet, for: weather.mtu) {
      return refuse(packet, .tooBig, mtu: weather.mtu, to: binding, weather)
    }
    let copies = random.chance(weather.duplication) ? 2 : 1
    for _ in 0..<copies { launch(packet, to: target, from: binding, in: weather) }
  }

  private func launch(
    _ packet: Packet, to target: Host, from binding: Binding, in weather: Weather
  ) {
    if random.chance(weather.loss) { return drop(packet, .lost) }
    var time = now.monotonic.nanoseconds + weather.latency + randomDelay(upTo: weather.jitter)
    if random.chance(weather.reordering) {
      time += randomDelay(upTo: weather.holdUp)
    } else {
      time = target.inOrder(time, from: binding.host)
    }
    schedule(at: time) { [unowned self] in arrive(packet, at: target, from: binding) }
  }

  private func isTooBig(_ packet: Packet, for mtu: Int) -> Bool {
    if packet.bytes.count > 65_507 { return true }
    let isWhole = packet.marking.dontFragment || packet.destination.address.family == .v6
    return isWhole && packet.size > mtu
  }

  private func arrive(_ packet: Packet, at host: Host, from sender: Binding?) {
    var packet = packet
    if host.isCut, sender?.host !== host { return drop(packet, .cut) }
    guard let place = host.inside(packet.destination, from: packet.source) else {
      return drop(packet, .filtered)
    }
    packet.local = place.address
    guard let binding = host.binding(for: place, from: packet.source) else {
      guard let sender else { return drop(packet, .noSocket) }
      let weather = weather(from: host, to: sender.host)
      return refuse(packet, .noSocket, mtu: 0, to: sender, weather)
    }
    stamp(UInt64(packet.number))
    if packet.session != 0 {
      let session = Binding.Session(number: packet.session, remote: packet.source)
      guard binding.sessions[session] != false else { return drop(packet, .noSession) }
      binding.sessions[session] = !packet.endsSession
    }
    observe(.delivered(packet, to: host))
    binding.deliver(packet)
  }

  private func drop(_ packet: Packet, _ reason: Observation.Drop) {
    observe(.dropped(packet, reason))
  }

  /// Drops a packet and lets the sender's host know by ICMP.
  private func refuse(
    _ packet: Packet, _ reason: Observation.Drop, mtu: Int, to binding: Binding, _ weather: Weather
  ) {
    drop(packet, reason)
    guard weather.hasICMP, !random.chance(weather.loss) else { return }
    let isV4 = packet.destination.address.family == .v4
    let (type, code): (UInt8, UInt8) =
      switch (reason, isV4) {
      case (.tooBig, true): (3, 4)
      case (.tooBig, false): (2, 0)
      case (_, true): (3, 3)
      case (_, false): (1, 4)
      }
    schedule(in: weather.latency) {
      binding.user?.fail(packet, type: type, code: code, mtu: UInt32(mtu), on: binding)
    }
  }
}
