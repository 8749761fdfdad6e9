public import SansIO

/// Something asked for on an allocation, for telling what failed.
public enum ClientTask: Hashable, Sendable {
  /// Keeping the allocation.
  case refresh
  /// A permission.
  case permission(IPAddress)
  /// A channel.
  case channel(Endpoint)
}
