public import SansIO

/// The numbers a reactor works with. Every one has a sensible default.
public struct ReactorSettings: Hashable, Sendable {
  /// How many bytes of kernel buffer a datagram socket asks for, each way; it may get less.
  public var socketBufferBytes = 4_194_304
  /// How many bytes the kernel has no room for wait at most on a datagram socket; more is dropped.
  public var queuedDatagramBytes = 262_144
  /// Whether arriving datagrams carry their DSCP and ECN (`Datagram.marking`).
  public var readsMarkings = false
  /// Whether ICMP errors come as `.undeliverable`.
  public var reportsErrors = true
  /// Whether adjacent datagrams of one path and size leave as one train (UDP_SEGMENT).
  public var joinsTrains = true
  /// Whether the kernel may hand over trains of datagrams in one piece (UDP_GRO).
  public var receivesTrains = true

  /// How many DTLS associations a loop serves at once, at most 65,534; further hellos are dropped.
  public var maximumAssociations = 16_384
  /// How many DTLS handshakes go on at once; further hellos are dropped.
  public var maximumHalfOpenAssociations = 1_024
  /// How many of them go on with one network, a /24 of IPv4 or a /56 of IPv6; not for loopback.
  public var maximumHalfOpenPerNetwork = 64
  /// How long a peer of a DTLS association may be silent, in milliseconds.
  public var associationIdleTimeout: UInt64 = 900_000

  /// How many streams a loop serves at once; more are accepted and reset at once.
  public var maximumLinks = 65_536
  /// How many connections may wait to be accepted.
  public var listenBacklog = 1_024
  /// How many bytes of a stream a machine may keep; more closes it with `.overflow`.
  public var maximumKept = 70_000
  /// How full the queues of streams may get.
  public var marks = LinkBacklog.Marks()
  /// How long an outgoing connection may take, in milliseconds.
  public var connectTimeout: UInt64 = 10_000
  /// How long a TLS or DTLS handshake, or a stream's first bytes, may take, in milliseconds.
  public var handshakeTimeout: UInt64 = 10_000
  /// How long a finished stream waits for its peer's next word, in milliseconds.
  public var lingerTimeout: UInt64 = 30_000
  /// Whether the handshakes of accepted streams go on in a thread of their own: each costs half a
  /// millisecond, which datagrams would have to wait.
  public var shakesHandsApart = false
  /// How long sent stream bytes may go unacknowledged, in milliseconds.
  public var unacknowledgedTimeout: UInt64 = 60_000
  /// How long accepting rests after descriptors ran out, in milliseconds.
  public var acceptPause: UInt64 = 100

  /// The defaults.
  public init() {}
}
