public import SansIO

/// An end of a stream in the hands of a test.
public final class TestStream: StreamUser {
  /// Everything that arrived.
  public var received: [UInt8] = []
  /// Whether the connection has come about (TLS included).
  public private(set) var isOpen = false
  /// Whether the other side said it will send no more.
  public private(set) var hasEnded = false
  /// Why it is over, once it is.
  public private(set) var ending: Ending?
  /// Called with each chunk that arrives, after it was recorded.
  public var onReceive: ([UInt8]) -> Void = { _ in }

  /// The end it has.
  let end: StreamEnd

  /// Takes an end.
  init(_ end: StreamEnd) {
    self.end = end
    end.user = self
  }

  /// Both ends and the security.
  public var info: LinkInfo { end.info }
  /// Bytes written and not yet under way.
  public var queuedCount: Int { end.queuedCount }

  /// Sends bytes; they may wait for the connection to come about.
  public func write(_ bytes: [UInt8]) { end.write(bytes) }
  /// Sends no more after what is queued.
  public func finish() { end.finish() }
  /// Resets the connection.
  public func abort() {
    end.abort()
    isOpen = false
    ending = .local
  }
  /// Takes nothing more, so that the other side's queue grows.
  public func pause() { end.isPaused = true }
  /// Takes what arrives again.
  public func resume() { end.resume() }
  /// Starts TLS on the open connection, as this client or as the server.
  public func secure(as client: Secure?) { end.secure(as: client) }

  /// Records the opening.
  func streamOpened(_ end: StreamEnd) { isOpen = true }
  /// Records bytes.
  func stream(_ end: StreamEnd, brought bytes: [UInt8]) {
    received += bytes
    onReceive(bytes)
  }
  /// Records the half-close.
  func streamEnded(_ end: StreamEnd) { hasEnded = true }
  /// Records the end.
  func streamClosed(_ end: StreamEnd, _ ending: Ending) {
    isOpen = false
    self.ending = ending
  }
  /// Takes no note of the queue.
  func streamMoved(_ end: StreamEnd) {}
}

extension World {
  /// Connects from the test; `origin` is what a PROXY header would say.
  public func connect(
    from local: String, to remote: String, secure: Secure? = nil, origin: String? = nil
  ) -> TestStream {
    let local = endpoint(local)
    let remote = endpoint(remote)
    let host = testHost(local.address)
    let end = StreamEnd(
      world: self, host: host, info: LinkInfo(local: local, remote: remote, origin: remote))
    let stream = TestStream(end)
    belongings.append(stream)
    connect(end, to: remote, secure: secure, origin: origin.map { endpoint($0) })
    return stream
  }

  /// The host of an address, made if there is none.
  func testHost(_ address: IPAddress) -> Host {
    hosts.first { $0.addresses.contains(address) } ?? host("\(address)", "\(address)")
  }
}
