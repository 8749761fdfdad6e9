import SansIO

/// An authenticated Allocate that waits for its user's home loop to lend it a port.
struct DeferredRequest {
  /// The message.
  let bytes: [UInt8]
  /// Where it came by.
  let path: Path
  /// Who sent it.
  let origin: Endpoint
}
