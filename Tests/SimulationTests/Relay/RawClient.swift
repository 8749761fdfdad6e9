import SansIO
import SignaldCrypto
import StunTurn
import TestSupport

/// A client that asks for anything at any time, whether it makes sense or not.
final class RawClient {
  /// An attribute of a request.
  enum Piece {
    case transport
    case lifetime(UInt32)
    case peer(Endpoint)
    case channel(UInt16)
    case evenPort(Bool)
    case family(UInt8)
    case additionalFamily
    case token(UInt64)
    case data([UInt8])
  }

  let socket: TestSocket
  let server: Endpoint
  /// Who it says it is.
  var user = "alice"
  /// The DTLS association it uses, 0 for none.
  private(set) var session: UInt32 = 0
  /// The token it was given last.
  private(set) var token: UInt64?
  /// What its allocation is called, as far as it has heard.
  private(set) var relayed: Endpoint?
  /// The channel and peer it last asked for.
  private(set) var last: (channel: UInt16, peer: Endpoint)?
  private unowned let world: World
  private let payloads: Payloads
  private var nonce: [UInt8] = []
  private var realm = ""
  private var asked: [TransactionID: (method: Method, pieces: [Piece])] = [:]

  init(_ place: String, of world: World, server: Endpoint, payloads: Payloads) {
    socket = world.socket(place)
    self.server = server
    self.world = world
    self.payloads = payloads
    socket.onReceive = { [unowned self] in take($0.bytes) }
  }

  /// Sends a request with what it knows of credentials; repeats it once if it is challenged.
  func ask(_ method: Method, _ pieces: [Piece] = []) {
    let id = TransactionID(high: world.random.next(), low: 7)
    asked[id] = (method, pieces)
    for piece in pieces {
      if case .channel(let number) = piece { last?.channel = number }
      if case .peer(let peer) = piece { last = (last?.channel ?? 0x4000, peer) }
    }
    send(method, pieces, id)
  }

  /// Sends the last request of some kind again, bit for bit but for its nonce.
  func repeatAny() {
    guard let (id, request) = asked.min(by: { $0.key.high < $1.key.high }) else { return }
    send(request.method, request.pieces, id)
  }

  /// Sends a Send indication.
  func indicate(to peer: Endpoint) {
    let bytes = payloads.make(from: .flow(flow))
    let id = TransactionID(high: world.random.next(), low: 8)
    let type = MessageType(.send, .indication)
    send(message(type, [.peer(peer), .data(bytes)], id, user: nil))
  }

  /// Sends ChannelData.
  func sendChannel(_ number: UInt16) {
    let bytes = payloads.make(from: .flow(flow))
    let head = [number >> 8, number, UInt16(bytes.count) >> 8, UInt16(bytes.count)]
    send(head.map { UInt8(truncatingIfNeeded: $0) } + bytes)
  }

  /// Ends its DTLS association and begins another, or plain UDP.
  func depart() {
    if session != 0 { socket.end(session: session, to: server) }
    session = world.random.chance(0.3) ? 0 : UInt32(world.random.pick(1...1_000_000))
    relayed = nil
  }

  private var flow: RelayModel.Flow {
    let listener = RelayPlan.listeners[server.address.family == .v4 ? 0 : 1]
    return RelayModel.Flow(client: socket.endpoint, server: listener, session: session)
  }

  private func send(_ bytes: [UInt8]) { socket.send(bytes, to: server, session: session) }

  private func send(_ method: Method, _ pieces: [Piece], _ id: TransactionID) {
    let name = nonce.isEmpty ? nil : user
    send(message(MessageType(method, .request), pieces, id, user: name))
  }

  private func message(
    _ type: MessageType, _ pieces: [Piece], _ id: TransactionID, user: String?
  ) -> [UInt8] {
    var authenticator = Authenticator()
    let password = user.flatMap { Keyring.password(of: $0) } ?? "hidden"
    return written(4000) { output in
      output.beginMessage(type, id: id)
      for piece in pieces { piece.write(to: &output, id: id) }
      if let user {
        output.append(.username, text: user)
        output.append(.realm, text: realm)
        nonce.withRawSpan { output.append(.nonce, bytes: $0) }
        let key = LongTermKey.derive(user: user, realm: realm, password: password)
        key.withBytes { output.append(.sha1, key: $0, using: &authenticator) }
      }
      output.endMessage()
    }
  }

  private func take(_ bytes: [UInt8]) {
    guard let message = SeenMessage(bytes) else { return }
    if message.type.method == .data, let data = message.data, let peer = message.peers.first {
      return payloads.check(data, from: peer, at: "\(socket.endpoint)")
    }
    guard let request = asked[message.id] else { return }
    if message.type.kind == .success {
      token = message.token ?? token
      relayed = message.relayed ?? relayed
      if message.type.method == .refresh, message.lifetime == 0 { relayed = nil }
    } else if message.code == .unauthenticated || message.code == .staleNonce {
      let isFirst = nonce != message.nonce
      nonce = message.nonce ?? nonce
      realm = message.realm ?? realm
      if isFirst { send(request.method, request.pieces, message.id) }
    }
  }
}

extension RawClient.Piece {
  @_lifetime(output: copy output)
  fileprivate func write(to output: inout OutputRawSpan, id: TransactionID) {
    switch self {
    case .transport: output.append(.requestedTransport, uint32: 17 << 24)
    case .lifetime(let seconds): output.append(.lifetime, uint32: seconds)
    case .peer(let peer): output.append(.xorPeerAddress, xor: peer, id: id)
    case .channel(let number): output.append(.channelNumber, uint32: UInt32(number) << 16)
    case .evenPort(let reserves): output.append(evenPortReservingNext: reserves)
    case .family(let number):
      output.append(.requestedAddressFamily, uint32: UInt32(number) << 24)
    case .additionalFamily: output.append(.additionalAddressFamily, uint32: 2 << 24)
    case .token(let token): output.append(.reservationToken, uint64: token)
    case .data(let bytes): bytes.withRawSpan { output.append(.data, bytes: $0) }
    }
  }
}
