public import SansIO

/// An answer to a request.
///
/// Content-Length, Connection and Date are added when it is written.
public struct Response: Hashable, Sendable {
  /// The status.
  public var status: HTTPStatus
  /// The body; left out where the request or the status allow none.
  public var body: [UInt8]
  /// The field lines in the order they are sent, CRLF included.
  private var lines: [UInt8] = []

  /// Makes an answer; `type` is its Content-Type.
  public init(_ status: HTTPStatus, type: String? = nil, body: [UInt8] = []) {
    self.status = status
    self.body = body
    if let type { add("Content-Type", type) }
  }

  /// Adds a field. Answers `false` and adds nothing if the value holds a control character: nobody
  /// outside can end a line of ours. Traps for a name that is no token.
  @discardableResult
  public mutating func add(_ name: String, _ value: String) -> Bool {
    precondition(!name.isEmpty && name.utf8.allSatisfy(ASCII.isToken))
    guard !value.utf8.contains(where: ASCII.isControl) else { return false }
    lines += name.utf8
    lines += [ASCII.colon, ASCII.space]
    lines += value.utf8
    lines += [ASCII.carriageReturn, ASCII.lineFeed]
    return true
  }

  /// How an answer ends the exchange.
  public enum Persistence: Hashable, Sendable {
    /// As HTTP/1.1 does without saying so.
    case keepAlive
    /// As HTTP/1.0 wants to be told.
    case keepAliveSaid
    /// It is the last one.
    case close
    /// The connection speaks another protocol from here on.
    case upgrade

    fileprivate var line: String {
      switch self {
      case .keepAlive: ""
      case .keepAliveSaid: "Connection: keep-alive\r\n"
      case .close: "Connection: close\r\n"
      case .upgrade: "Connection: Upgrade\r\n"
      }
    }
  }

  /// The most bytes `write` appends.
  public func maximumCount(includesBody: Bool) -> Int {
    Self.fixedCount + lines.count + (includesBody ? body.count : 0)
  }

  /// Status line, Content-Length, Date, Connection and the empty line, generously.
  private static let fixedCount = 192

  /// Appends the answer as it is sent. Without its body, as HEAD wants it, the length still tells
  /// how long that would be.
  @_lifetime(output: copy output)
  public func write(
    to output: inout OutputRawSpan, includesBody: Bool, persistence: Persistence, at now: Moment
  ) {
    output.append(text: "HTTP/1.1 ")
    output.append(decimal: Int(status.rawValue))
    output.append(text: " ")
    output.append(text: status.reason)
    output.append(text: "\r\nDate: ")
    HTTPDate(unixSeconds: now.unixSeconds).write(to: &output)
    output.append(text: "\r\n")
    output.append(text: persistence.line)
    output.append(array: lines)
    if !status.hasNoBody {
      output.append(text: "Content-Length: ")
      output.append(decimal: body.count)
      output.append(text: "\r\n")
    }
    output.append(text: "\r\n")
    if includesBody && !status.hasNoBody { output.append(array: body) }
  }
}
