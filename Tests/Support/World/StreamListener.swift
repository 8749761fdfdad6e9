import SansIO

/// Waits for streams at an address of a host.
final class StreamListener {
  let endpoint: Endpoint
  let number: UInt16
  let isSecure: Bool
  let isShared: Bool
  weak var owner: AnyObject?
  /// Gives a new stream to its user.
  let accept: (StreamEnd) -> Void

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
