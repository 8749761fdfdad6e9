/// What checks are about; the names that `--only` takes.
public enum Section: String, CaseIterable, Hashable, Sendable {
  /// The STUN message layer (RFC 8489 sections 5 to 7 and 14).
  case messages
  /// Long-term credentials (RFC 8489 section 9.2).
  case authentication
  /// Allocate (RFC 8656 section 7).
  case allocate
  /// Refresh (RFC 8656 section 8).
  case refresh
  /// Permissions (RFC 8656 sections 9 and 10).
  case permissions
  /// Send and Data (RFC 8656 section 11).
  case data
  /// Channels (RFC 8656 section 12).
  case channels
  /// Streams: framing over TCP and TLS.
  case streams
  /// Extensions: RFC 5780, RFC 6062, RFC 8016.
  case extensions
  /// What attackers try.
  case security
}
