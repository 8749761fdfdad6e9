/// What one HTTP connection may cost: every limit has a number and a name.
///
/// Times are in milliseconds, sizes in bytes.
public struct HTTPLimits: Hashable, Sendable {
  /// The request line and all field lines together; more is refused with 431.
  public var maximumHead = 8_192
  /// Field lines of one request; more are refused with 431.
  public var maximumFields = 64
  /// One field line; a longer one is refused with 431.
  public var maximumFieldLine = 4_096
  /// The request target; a longer one is refused with 414.
  public var maximumTarget = 2_048
  /// Size lines, extensions and trailers of one chunked body together; more is refused with 400.
  public var maximumChunkOverhead = 65_536
  /// Requests on one connection; the last is answered with `Connection: close`.
  public var maximumRequests = 1_000
  /// From the first byte of a head to its end, however many reads it takes.
  public var headTimeout: UInt64 = 5_000
  /// How long a connection may stay without any request.
  public var idleTimeout: UInt64 = 10_000
  /// How long a body may take beside one second for every `bodyFloor` bytes.
  public var bodyGrace: UInt64 = 5_000
  /// The least bytes of a body that must arrive in a second.
  public var bodyFloor = 1_024
  /// How long a peer that does not read may hold up what is queued for it.
  public var stallTimeout: UInt64 = 10_000
  /// How long input is read and thrown away after our last word.
  public var lingerTimeout: UInt64 = 2_000
  /// How much input is thrown away after our last word.
  public var maximumDiscarded = 65_536
  /// Unfinished bodies and messages of all connections together; beyond it the oldest is given up.
  public var maximumUnfinished = 67_108_864

  /// The defaults.
  public init() {}
}
