/// What an answer has to know of its request.
struct Exchange: Sendable {
  /// Whether it was not HEAD.
  var wantsBody: Bool
  /// Whether another request may follow.
  var keepsAlive: Bool
  /// Of HTTP/1.
  var minorVersion: UInt8

  /// A request whose head could not be read: the answer is the last word.
  static let unreadable = Exchange(wantsBody: true, keepsAlive: false, minorVersion: 1)

  /// Describes a request.
  init(wantsBody: Bool, keepsAlive: Bool, minorVersion: UInt8) {
    self.wantsBody = wantsBody
    self.keepsAlive = keepsAlive
    self.minorVersion = minorVersion
  }

  /// Notes what a head says; the last request of a connection is not followed by another.
  init(_ head: borrowing RequestHead, isLast: Bool) {
    wantsBody = head.method != .head
    keepsAlive = head.keepsAlive && !isLast
    minorVersion = head.minorVersion
  }

  /// What is to be said of the connection.
  var persistence: Response.Persistence {
    keepsAlive ? (minorVersion == 0 ? .keepAliveSaid : .keepAlive) : .close
  }
}
