/// Who connects to whom (RFC 6544 section 4.5); the raw value is the word after `tcptype`.
public enum CandidateTCPRole: String, Hashable, Sendable, CaseIterable {
  /// It will connect; its port means nothing.
  case active
  /// It waits for connections.
  case passive
  /// Both connect at once.
  case simultaneousOpen = "so"
}
