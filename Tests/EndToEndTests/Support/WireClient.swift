import SansIO
import SignaldCrypto
import StunTurn
import TestSupport

/// A TURN client that says on the wire exactly what a test wants.
struct WireClient {
  /// One attribute of a request.
  enum Piece {
    case transport
    case evenPortAndNext
    case token(UInt64)
    case peer(Endpoint)
    case channel(UInt16)
    case lifetime(UInt32)
    case family(IPAddress.Family)
  }

  /// What the server answered.
  struct Reply {
    let code: ErrorCode?
    let isSuccess: Bool
    let relayed: Endpoint?
    let mapped: Endpoint?
    let token: UInt64?
  }

  /// Data from a peer.
  struct Arrival: Equatable {
    let payload: [UInt8]
    let peer: Endpoint?
  }

  let wire: Wire
  private let user: String
  private let password: String
  private var realm: [UInt8] = []
  private var nonce: [UInt8] = []
  private var lastID = UInt32.random(in: 0...1_000_000_000)

  /// A client on a socket of its own.
  init(of server: Endpoint, user: String = "u", password: String = "p") throws {
    wire = try Wire(to: server)
    self.user = user
    self.password = password
  }

  /// Asks and answers what came back, after a challenge if there is one.
  mutating func ask(_ method: StunTurn.Method, _ pieces: Piece...) throws -> Reply {
    for _ in 0..<2 {
      let bytes = request(method, pieces)
      try wire.send(bytes)
      let answer = try wire.receive()
      let reply = try read(answer)
      if reply.code != .unauthenticated || !nonce.isEmpty { return reply }
      try takeChallenge(answer)
    }
    throw Failure("challenged twice")
  }

  /// Allocates and answers the relayed address.
  mutating func allocate(_ family: IPAddress.Family = .v4) throws -> Endpoint {
    let reply =
      family == .v4 ? try ask(.allocate, .transport) : try ask(.allocate, .transport, .family(.v6))
    guard let relayed = reply.relayed else { throw Failure("no allocation: \(reply)") }
    return relayed
  }

  /// Sends a peer data as an indication.
  mutating func send(
    _ payload: [UInt8], to peer: Endpoint, dontFragment: Bool = false
  ) throws {
    let id = nextID()
    try wire.send(
      written(1_500) { output in
        output.beginMessage(MessageType(.send, .indication), id: id)
        output.append(.xorPeerAddress, xor: peer, id: id)
        payload.withRawSpan { output.append(.data, bytes: $0) }
        if dontFragment { output.append(.dontFragment) }
        output.endMessage()
      })
  }

  /// What the next indication says an ICMP error was about, and its type and code.
  func icmp() throws -> [String] {
    try wire.receive().withRawSpan { bytes throws -> [String] in
      let message = try Message(parsing: bytes)
      guard message.type == MessageType(.data, .indication), let error = try message.icmp(),
        let peer = try message.xorAddress(.xorPeerAddress), !message.has(.data)
      else { throw Failure("no ICMP: \(bytes.hexText)") }
      return ["\(peer)", "\(error.type)", "\(error.code)", "\(error.data)"]
    }
  }

  /// The next data from a peer, which must come as an indication.
  func arrival() throws -> Arrival {
    try wire.receive().withRawSpan { bytes throws -> Arrival in
      let message = try Message(parsing: bytes)
      guard message.type == MessageType(.data, .indication), let data = message.first(.data)
      else { throw Failure("no Data indication: \(bytes.hexText)") }
      return Arrival(payload: data.copied(), peer: try message.xorAddress(.xorPeerAddress))
    }
  }

  // MARK: Inside

  private mutating func nextID() -> TransactionID {
    lastID += 1
    return TransactionID(high: 0x5353_5353_5353_5353, low: lastID)
  }

  private mutating func request(_ method: StunTurn.Method, _ pieces: [Piece]) -> [UInt8] {
    let id = nextID()
    var authenticator = Authenticator()
    let key = LongTermKey.derive(
      user: user, realm: String(decoding: realm, as: UTF8.self), password: password)
    return written(1_500) { output in
      output.beginMessage(MessageType(method, .request), id: id)
      for piece in pieces { piece.write(to: &output, id: id) }
      guard !nonce.isEmpty else { return output.endMessage() }
      output.append(.username, text: user)
      realm.withRawSpan { output.append(.realm, bytes: $0) }
      nonce.withRawSpan { output.append(.nonce, bytes: $0) }
      key.withBytes { output.append(.sha1, key: $0, using: &authenticator) }
    }
  }

  private mutating func takeChallenge(_ bytes: [UInt8]) throws {
    (realm, nonce) = try bytes.withRawSpan { span throws -> ([UInt8], [UInt8]) in
      let message = try Message(parsing: span)
      return (message.first(.realm)?.copied() ?? [], message.first(.nonce)?.copied() ?? [])
    }
    guard !nonce.isEmpty else { throw Failure("a challenge without a nonce") }
  }

  private func read(_ bytes: [UInt8]) throws -> Reply {
    try bytes.withRawSpan { span throws -> Reply in
      let message = try Message(parsing: span)
      return Reply(
        code: try message.errorCode(), isSuccess: message.kind == .success,
        relayed: try message.xorAddress(.xorRelayedAddress),
        mapped: try message.xorAddress(.xorMappedAddress),
        token: try message.uint64(.reservationToken))
    }
  }
}

extension WireClient.Piece {
  @_lifetime(output: copy output)
  fileprivate func write(to output: inout OutputRawSpan, id: TransactionID) {
    switch self {
    case .transport: output.append(.requestedTransport, uint32: 17 << 24)
    case .evenPortAndNext: output.append(evenPortReservingNext: true)
    case .token(let token): output.append(.reservationToken, uint64: token)
    case .peer(let peer): output.append(.xorPeerAddress, xor: peer, id: id)
    case .channel(let number): output.append(.channelNumber, uint32: UInt32(number) << 16)
    case .lifetime(let seconds): output.append(.lifetime, uint32: seconds)
    case .family(let family):
      output.append(.requestedAddressFamily, uint32: UInt32(family.rawValue) << 24)
    }
  }
}
