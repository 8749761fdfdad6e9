import SansIO
import SignaldCrypto
import StunTurn

/// What clients do.
extension ServerWorld {
  mutating func allocate() {
    let index = input.number(below: setting.clients.count)
    let flags = input.byte()
    let detail = input.byte()
    let token = tokens[Int(detail) % tokens.count]
    sign(.allocate, index, peers: []) { output, _ in
      output.append(.requestedTransport, uint32: flags & 0xC0 == 0xC0 ? 6 << 24 : 17 << 24)
      if flags & 1 != 0 { output.append(.lifetime, uint32: UInt32(detail) << 4) }
      if flags & 2 != 0 { output.append(evenPortReservingNext: flags & 4 != 0) }
      if flags & 8 != 0 {
        output.append(.requestedAddressFamily, uint32: UInt32(detail % 4) << 24)
      }
      if flags & 16 != 0 { output.append(.reservationToken, uint64: token) }
      if flags & 32 != 0 { output.append(.dontFragment) }
    }
  }

  mutating func request(_ method: StunTurn.Method, peers count: Int) {
    let index = input.number(below: setting.clients.count)
    let peers = (0..<count).map { _ in setting.peers[input.number(below: setting.peers.count)] }
    let detail = input.byte()
    sign(method, index, peers: peers) { output, id in
      if method == .channelBind {
        output.append(.channelNumber, uint32: (0x4000 + UInt32(detail % 5)) << 16)
      }
      if method == .refresh, detail & 3 != 0 {
        output.append(.lifetime, uint32: detail & 1 == 0 ? 0 : UInt32(detail) << 5)
      }
      if method == .refresh, detail & 0xF0 == 0xF0 {
        output.append(.requestedAddressFamily, uint32: UInt32(detail % 3) << 24)
      }
      for peer in peers { output.append(.xorPeerAddress, xor: peer, id: id) }
    }
  }

  /// Writes a request, signs it with the client's key over a fresh nonce, and sends it.
  private mutating func sign(
    _ method: StunTurn.Method, _ index: Int, peers: [Endpoint],
    _ body: (inout OutputRawSpan, TransactionID) -> Void
  ) {
    let client = setting.clients[index]
    lastID += 1
    let id = TransactionID(high: UInt64(index), low: lastID)
    model.note(id, index, peers)
    let nonce = gate.nonce(for: client.path, at: now)
    drafts.send(along: client.path, capacity: 2048) { output in
      output.beginMessage(MessageType(method, .request), id: id)
      body(&output, id)
      output.append(.username, text: client.user)
      output.append(.realm, text: FuzzSetting.realm)
      nonce.append(to: &output)
      client.key.withBytes {
        output.append(client.integrity, key: $0, using: &authenticator)
      }
      output.endMessage()
    }
    sendDraft(client.path)
  }

  mutating func sendIndication() {
    let client = setting.clients[input.number(below: setting.clients.count)]
    let peer = setting.peers[input.number(below: setting.peers.count)]
    let payload = Array(repeating: UInt8(1), count: Int(input.byte()) * 4)
    lastID += 1
    let id = TransactionID(high: 9, low: lastID)
    drafts.send(along: client.path, capacity: 2048) { output in
      output.beginMessage(MessageType(.send, .indication), id: id)
      output.append(.xorPeerAddress, xor: peer, id: id)
      payload.withUnsafeBytes { output.append(.data, bytes: $0.bytes) }
      output.endMessage()
    }
    sendDraft(client.path)
  }

  private mutating func sendDraft(_ path: Path) {
    let bytes = drafts.copy(of: drafts[0])
    drafts.removeAll()
    if sent.count == 8 { sent.removeFirst() }
    sent.append((bytes, path))
    receive(bytes, along: path)
  }

  mutating func channelData() {
    let client = setting.clients[input.number(below: setting.clients.count)]
    let number = input.number(below: 6)
    let count = Int(input.byte())
    let length = count > 250 ? count + 7 : count
    receive(
      [0x40, UInt8(number), UInt8(length >> 8), UInt8(length & 0xFF)]
        + Array(repeating: 2, count: count), along: client.path)
  }

  /// Sends an earlier message again, or one with some bytes changed, from its client or another.
  mutating func mutateLast() {
    guard !sent.isEmpty else { return }
    var (bytes, path) = sent[input.number(below: sent.count)]
    let kind = input.byte()
    if kind & 1 != 0 { bytes[Int(input.word()) % bytes.count] ^= input.byte() }
    if kind & 2 != 0 { bytes.removeLast(min(bytes.count, Int(input.byte() & 31))) }
    if kind & 4 != 0 { bytes += input.bytes(Int(input.byte() & 31)) }
    if kind & 8 != 0 { path = setting.clients[input.number(below: setting.clients.count)].path }
    receive(bytes, along: path)
  }

  /// Sends bytes of the input as they are, from nobody in particular.
  mutating func garbage() {
    var path = setting.clients[0].path
    path.remote.port = 999
    var bytes = input.bytes(Int(input.byte() & 127))
    if bytes.count >= 20, bytes[0] & 0x80 != 0 {
      // A frame that is right lets the fuzzer get to what is inside.
      bytes.replaceSubrange(
        0..<8,
        with: [bytes[0] & 1, bytes[1], 0, UInt8((bytes.count - 20) & 255), 0x21, 0x12, 0xA4, 0x42])
    }
    receive(bytes, along: path)
  }
}
