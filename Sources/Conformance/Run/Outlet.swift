import SansIO
import StunTurn

/// What a line speaks through.
enum Outlet: Sendable {
  /// A datagram socket, or a DTLS association.
  case path(Path)
  /// A connection, with what of its bytes is not yet a whole message; raw bytes have no frames.
  case link(LinkID, rest: [UInt8], isFramed: Bool)
  /// A listener that nobody has connected to yet.
  case listener

  /// Sends bytes; a peer's socket is told where to.
  func send(_ bytes: [UInt8], to endpoint: Endpoint?, into outbox: inout Outbox) {
    switch self {
    case .path(var path):
      if let endpoint { path.remote = endpoint }
      outbox.send(along: path, capacity: bytes.count) { $0.append(bytes: bytes.raw) }
    case .link(let link, _, _):
      outbox.write(to: link, capacity: bytes.count) { $0.append(bytes: bytes.raw) }
    case .listener: break
    }
  }

  /// Ends it.
  func close(into outbox: inout Outbox) {
    switch self {
    case .path(let path): outbox.close(path.socket)
    case .link(let link, _, _): outbox.abort(link)
    case .listener: break
    }
  }

  /// Takes in bytes of a stream and answers what is whole.
  mutating func take(_ bytes: [UInt8]) -> [Arrival] {
    guard case .link(let link, var rest, let isFramed) = self else { return [] }
    guard isFramed else { return [.bytes(bytes, from: nil)] }
    rest += bytes
    var arrivals: [Arrival] = []
    scanning: while true {
      switch StreamFrame(of: rest.raw) {
      case .incomplete: break scanning
      case .message(let count):
        arrivals.append(Arrival(datagram: Array(rest[..<count]), from: nil))
        rest.removeFirst(count)
      case .channelData(let count, let padded):
        let payload = Array(rest[4..<count])
        arrivals.append(
          .channelData(rest.uint16(at: 0), payload, padding: Array(rest[count..<padded])))
        rest.removeFirst(padded)
      case .garbage:
        arrivals.append(.bytes(rest, from: nil))
        rest = []
      }
    }
    self = .link(link, rest: rest, isFramed: true)
    return arrivals
  }
}

extension Arrival {
  /// Tells apart what came at a client as one datagram, or one frame of a stream.
  init(datagram bytes: [UInt8], from sender: Endpoint?) {
    if let packet = Packet(bytes) {
      self = .message(packet)
    } else if bytes.count >= 4, bytes[0] >> 6 == 1, 4 + Int(bytes.uint16(at: 2)) <= bytes.count {
      let end = 4 + Int(bytes.uint16(at: 2))
      self = .channelData(
        bytes.uint16(at: 0), Array(bytes[4..<end]), padding: Array(bytes[end...]))
    } else {
      self = .bytes(bytes, from: sender)
    }
  }
}
