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

  let end: StreamEnd

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

  func streamOpened(_ end: StreamEnd) { isOpen = true }
  func stream(_ end: StreamEnd, brought bytes: [UInt8]) {
    received += bytes
    onReceive(bytes)
  }
  func streamEnded(_ end: StreamEnd) { hasEnded = true }
  func streamClosed(_ end: StreamEnd, _ ending: Ending) {
    isOpen = false
    self.ending = ending
  }
  func streamMoved(_ end: StreamEnd) {}
}

/// A listener in the hands of a test.
public final class TestListener {
  /// The streams that came, oldest first.
  public private(set) var accepted: [TestStream] = []
  /// Called with each stream that comes.
  public var onAccept: (TestStream) -> Void = { _ in }

  func accept(_ end: StreamEnd) {
    let stream = TestStream(end)
    accepted.append(stream)
    onAccept(stream)
  }
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
    connect(end, to: remote, secure: secure, origin: origin.map { endpoint($0) })
    return stream
  }

  /// Listens for the test.
  public func listener(at place: String, isSecure: Bool = false) -> TestListener {
    let place = endpoint(place)
    let listener = TestListener()
    testHost(place.address).listeners[place, default: []].append(
      StreamListener(endpoint: place, number: 0, isSecure: isSecure, isShared: false) {
        listener.accept($0)
      })
    return listener
  }

  func testHost(_ address: IPAddress) -> Host {
    hosts.first { $0.addresses.contains(address) } ?? host("\(address)", "\(address)")
  }
}
