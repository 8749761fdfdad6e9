/// Why nothing is read from a connection at present.
struct PauseReasons: OptionSet, Hashable, Sendable {
  /// The bits.
  let rawValue: UInt8

  /// A request has to be answered before the next one is read.
  static let answering = PauseReasons(rawValue: 1)
  /// The peer does not read what is queued for it.
  static let stalled = PauseReasons(rawValue: 2)
  /// The peer sent more than its rate allows.
  static let throttled = PauseReasons(rawValue: 4)
}
