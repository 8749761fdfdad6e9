/// What one WebSocket may cost. Times are in milliseconds, sizes in bytes; `nil` is no limit.
public struct WebSocketLimits: Hashable, Sendable {
  /// One message, all fragments together; more is refused with 1009 before it arrives.
  public var maximumMessage = 65_536
  /// Fragments of one message, of which small ones count `smallFragmentWeight` times; more are
  /// refused with 1008.
  public var maximumFragments: Int? = 64
  /// A fragment before the last is small below this.
  public var smallFragment = 16
  /// How often a small fragment counts.
  public var smallFragmentWeight = 4
  /// From a message's first byte to its last.
  public var messageTimeout: UInt64? = 10_000
  /// Control frames a second in the long run, and at once; more are refused with 1008.
  public var controlRate: RateLimit? = RateLimit(perSecond: 10, burst: 50)
  /// Messages a second in the long run, and at once.
  public var messageRate: RateLimit? = RateLimit(perSecond: 50, burst: 200)
  /// Bytes of messages a second in the long run, and at once.
  public var byteRate: RateLimit? = RateLimit(perSecond: 262_144, burst: 1_048_576)
  /// How long reading rests when a rate is passed. When it is passed again before all of the
  /// burst has come back, 4429 ends the WebSocket.
  public var throttleTime: UInt64 = 2_000
  /// How long a peer may be silent before it is sent a ping.
  public var pingInterval: UInt64? = 30_000
  /// How long a peer may be silent after a ping.
  public var pongTimeout: UInt64 = 30_000
  /// How long a peer may take to say who it is, when the owner wants to know; then 4408.
  public var admissionTimeout: UInt64? = nil

  /// The defaults.
  public init() {}
}
