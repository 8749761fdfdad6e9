/// A listener in the hands of a test.
public final class TestListener {
  /// The streams that came, oldest first.
  public private(set) var accepted: [TestStream] = []
  /// Called with each stream that comes.
  public var onAccept: (TestStream) -> Void = { _ in }

  /// Takes a new stream.
  func accept(_ end: StreamEnd) {
    let stream = TestStream(end)
    accepted.append(stream)
    onAccept(stream)
  }
}

extension World {
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
}
