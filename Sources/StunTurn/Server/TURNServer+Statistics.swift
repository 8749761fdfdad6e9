extension TURNServer {
  /// What a server has done so far; numbers only rise.
  public struct Statistics: Sendable, Hashable {
    /// Binding requests.
    public internal(set) var bindings: UInt64 = 0
    /// Allocate requests.
    public internal(set) var allocates: UInt64 = 0
    /// Refresh requests.
    public internal(set) var refreshes: UInt64 = 0
    /// CreatePermission requests.
    public internal(set) var createPermissions: UInt64 = 0
    /// ChannelBind requests.
    public internal(set) var channelBinds: UInt64 = 0
    /// Error responses by code.
    public internal(set) var refusals: [UInt16: UInt64] = [:]
    /// Allocations opened.
    public internal(set) var allocated: UInt64 = 0
    /// Streams of clients that were turned away because of their number.
    public internal(set) var linksRefused: UInt64 = 0
    /// Streams closed because what came was neither STUN nor ChannelData.
    public internal(set) var linksSpoiled: UInt64 = 0
    /// Packets relayed from clients to peers.
    public internal(set) var packetsToPeers: UInt64 = 0
    /// Payload bytes relayed from clients to peers.
    public internal(set) var bytesToPeers: UInt64 = 0
    /// Packets relayed from peers to clients.
    public internal(set) var packetsToClients: UInt64 = 0
    /// Payload bytes relayed from peers to clients.
    public internal(set) var bytesToClients: UInt64 = 0
    /// Bytes of STUN requests of senders that had proved nothing, answered or not.
    public internal(set) var unverifiedBytesReceived: UInt64 = 0
    /// Bytes of answers to them.
    public private(set) var unverifiedBytesSent: UInt64 = 0
    /// Answers to them.
    public private(set) var unverifiedAnswers: UInt64 = 0
    private var drops = Array(repeating: UInt64(0), count: DropReason.allCases.count)

    /// What was dropped for this reason.
    public func drops(_ reason: DropReason) -> UInt64 { drops[reason.rawValue] }

    mutating func drop(_ reason: DropReason) { drops[reason.rawValue] += 1 }

    mutating func refuse(_ code: ErrorCode) { refusals[code.rawValue, default: 0] += 1 }

    mutating func countUnverified(_ byteCount: Int) {
      unverifiedAnswers += 1
      unverifiedBytesSent += UInt64(byteCount)
    }

    mutating func count(_ method: Method) {
      switch method {
      case .binding: bindings += 1
      case .allocate: allocates += 1
      case .refresh: refreshes += 1
      case .createPermission: createPermissions += 1
      case .channelBind: channelBinds += 1
      default: break
      }
    }
  }
}
