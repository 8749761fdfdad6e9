/// Which end of a WebSocket reads or writes.
public enum WebSocketRole: Hashable, Sendable {
  /// Reads masked frames and writes unmasked ones.
  case server
  /// Reads unmasked frames and writes masked ones.
  case client
}
