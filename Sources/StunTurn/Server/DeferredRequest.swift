import SansIO

/// An authenticated Allocate that waits for its user's home loop to lend it a port.
struct DeferredRequest {
  /// The message.
  let bytes: [UInt8]
  /// How to answer it.
  let reply: ReplyTo
}
