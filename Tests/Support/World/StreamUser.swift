import SansIO

/// Whoever has an end of a stream: a node or a test.
protocol StreamUser: AnyObject {
  /// The stream can be used; `kept` came with it from another loop.
  func streamOpened(_ end: StreamEnd)
  func stream(_ end: StreamEnd, brought bytes: [UInt8])
  func streamEnded(_ end: StreamEnd)
  /// The last word; a connection that never opened has failed.
  func streamClosed(_ end: StreamEnd, _ ending: Ending)
  /// The queue has become shorter.
  func streamMoved(_ end: StreamEnd)
}

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
