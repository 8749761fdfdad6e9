public import SansIO

/// A transport address that may be reached, and what is known of it (RFC 8445 section 5.1).
public struct Candidate: Hashable, Sendable {
  /// How it was come by.
  public var kind: CandidateKind
  /// Where to send to.
  public var endpoint: Endpoint
  /// Where what is sent from it leaves; for a peer's candidate the endpoint itself.
  public var base: Endpoint
  /// 1 to 2^31 - 1, more is better.
  public var priority: UInt32
  /// What it has in common with others.
  public var foundation: CandidateFoundation
  /// 1 to 256; 1 is RTP, or everything.
  public var component: UInt16
  /// What carries the datagrams.
  public var transport: CandidateTransport
  /// The base of a reflexive candidate, the mapped address of a relayed one; for people.
  public var related: Endpoint?

  /// Describes a candidate; the base is the endpoint unless told otherwise.
  public init(
    kind: CandidateKind, endpoint: Endpoint, base: Endpoint? = nil, priority: UInt32,
    foundation: CandidateFoundation, component: UInt16 = 1,
    transport: CandidateTransport = .udp, related: Endpoint? = nil
  ) {
    self.kind = kind
    self.endpoint = endpoint
    self.base = base ?? endpoint
    self.priority = priority
    self.foundation = foundation
    self.component = component
    self.transport = transport
    self.related = related
  }

  /// The priority of a candidate (RFC 8445 section 5.1.2.1); the component counts from 1 to 256.
  public static func priority(
    of kind: CandidateKind, localPreference: UInt16, component: UInt16
  ) -> UInt32 {
    precondition((1...256).contains(component))
    return kind.preference << 24 | UInt32(localPreference) << 8 | UInt32(256 - component)
  }
}
