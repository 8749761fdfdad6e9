import SansIO

/// Waits for streams at an address of a host.
final class StreamListener {
  /// Where it listens.
  let endpoint: Endpoint
  /// Its number among the listeners of its loop.
  let number: UInt16
  /// Whether it speaks TLS.
  let isSecure: Bool
  /// Whether others may listen there too.
  let isShared: Bool
  /// The loop that opened it.
  weak var owner: AnyObject?
  /// Gives a new stream to its user.
  let accept: (StreamEnd) -> Void

  /// Describes a listener; the host keeps the books.
  init(
    endpoint: Endpoint, number: UInt16, isSecure: Bool, isShared: Bool,
    accept: @escaping (StreamEnd) -> Void
  ) {
    self.endpoint = endpoint
    self.number = number
    self.isSecure = isSecure
    self.isShared = isShared
    self.accept = accept
  }
}
