/// What an answer has to know of its request.
struct Exchange: Sendable {
  var wantsBody: Bool
  var keepsAlive: Bool
  var minorVersion: UInt8

  /// A request whose head could not be read: the answer is the last word.
  static let unreadable = Exchange(wantsBody: true, keepsAlive: false, minorVersion: 1)

  init(wantsBody: Bool, keepsAlive: Bool, minorVersion: UInt8) {
    self.wantsBody = wantsBody
    self.keepsAlive = keepsAlive
    self.minorVersion = minorVersion
  }

  init(_ head: borrowing RequestHead, isLast: Bool) {
    wantsBody = head.method != .head
    keepsAlive = head.keepsAlive && !isLast
    minorVersion = head.minorVersion
  }

  var persistence: Response.Persistence {
    keepsAlive ? (minorVersion == 0 ? .keepAliveSaid : .keepAlive) : .close
  }
}
