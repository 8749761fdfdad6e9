import SansIO

/// Whoever has an end of a stream: a node or a test.
protocol StreamUser: AnyObject {
  /// The stream can be used; `kept` came with it from another loop.
  func streamOpened(_ end: StreamEnd)
  /// Bytes arrived.
  func stream(_ end: StreamEnd, brought bytes: [UInt8])
  /// The other side will send no more.
  func streamEnded(_ end: StreamEnd)
  /// The last word; a connection that never opened has failed.
  func streamClosed(_ end: StreamEnd, _ ending: Ending)
  /// The queue has become shorter.
  func streamMoved(_ end: StreamEnd)
}
