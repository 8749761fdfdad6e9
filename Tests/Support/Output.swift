public import SansIO

/// One thing a machine wanted done, copied out of its outbox so that a test can compare it.
public enum Output: Equatable, Sendable {
  /// A datagram.
  case sent([UInt8], along: Path, marked: Marking)
  /// Bytes for a stream, header and padding included.
  case wrote([UInt8], to: LinkID)
  /// Anything else.
  case action(Action)

  /// A datagram with the default marking.
  public static func sent(_ bytes: [UInt8], along path: Path) -> Output {
    .sent(bytes, along: path, marked: Marking())
  }

  /// The bytes, `nil` for an action.
  public var bytes: [UInt8]? {
    switch self {
    case .sent(let bytes, _, _), .wrote(let bytes, _): bytes
    case .action: nil
    }
  }

  /// The path of a datagram.
  public var path: Path? {
    if case .sent(_, let path, _) = self { path } else { nil }
  }

  /// The stream that was written to.
  public var link: LinkID? {
    if case .wrote(_, let link) = self { link } else { nil }
  }

  /// The action, if this is one.
  public var action: Action? {
    if case .action(let action) = self { action } else { nil }
  }
}

extension Output: CustomStringConvertible {
  /// What was wanted, with the bytes in hexadecimal.
  public var description: String {
    switch self {
    case .sent(let bytes, let path, let marking):
      let marks = marking == Marking() ? "" : " \(marking)"
      return "sent to \(path.remote) on \(path.socket.short)\(marks) \(bytes.hexText())"
    case .wrote(let bytes, let link): return "wrote to \(link.short) \(bytes.hexText())"
    case .action(let action): return "\(action)"
    }
  }
}

extension Outbox {
  /// Empties the outbox into copies, oldest first.
  public mutating func takeOutputs() -> [Output] {
    if isEmpty { return [] }
    var outputs: [Output] = []
    outputs.reserveCapacity(count)
    for index in 0..<count {
      let order = self[index]
      switch order.purpose {
      case .datagram(let path, let marking):
        outputs.append(.sent(copy(of: order), along: path, marked: marking))
      case .link(let link): outputs.append(.wrote(copy(of: order), to: link))
      case .action(let number): outputs.append(.action(action(number)))
      }
    }
    removeAll()
    return outputs
  }
}
