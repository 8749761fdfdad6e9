public import SansIO

/// One datagram on its way through a world.
public struct Packet: Sendable {
  /// Its place among all packets of the world; a duplicate keeps it.
  public var number: Int
  /// The payload, decrypted.
  public var bytes: [UInt8]
  /// The sending socket, as its own host calls it.
  public var sender: Endpoint
  /// Where it comes from as the receiver sees it: behind a NAT not the sender.
  public var source: Endpoint
  /// Who it is from for the machine: differs from `source` behind a PROXY header.
  public var origin: Endpoint
  /// Where it was sent.
  public var destination: Endpoint
  /// The address it arrived at, as the receiving host calls it; equals `destination` until then.
  public var local: IPAddress
  /// 0 for a plain datagram, else the DTLS association.
  public var session: UInt32
  /// Whether it ends the association instead of carrying bytes.
  public var endsSession = false
  /// DSCP, ECN and don't-fragment.
  public var marking: Marking
  /// When it was sent.
  public var sentAt: Instant

  /// The size of the whole IP packet in bytes.
  public var size: Int { bytes.count + (destination.address.family == .v4 ? 28 : 48) }
}

extension Packet: CustomStringConvertible {
  /// Who sends what to whom.
  public var description: String {
    let dtls = session == 0 ? "" : " session \(session)"
    return "packet \(number) \(source) > \(destination)\(dtls) \(bytes.hexText(limit: 64))"
  }
}
