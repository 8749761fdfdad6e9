import SansIO

/// How a permission or channel stands.
enum Grant: Hashable {
  /// Asked for and not answered yet.
  case asked
  /// Good until then; to be renewed at `renewal`, unless that is under way or was refused.
  case granted(until: Instant, renewal: Instant?)
  /// Over.
  case lapsed

  /// Whether data may be sent.
  var isGranted: Bool {
    if case .granted = self { true } else { false }
  }

  /// Whether data may come: the answer to a request may be overtaken by data.
  var mayReceive: Bool { self != .lapsed }

  /// When something is due.
  var deadline: Instant? {
    if case .granted(let until, let renewal) = self { min(until, renewal ?? until) } else { nil }
  }

  /// Whether it is to be asked for again; it counts as asked from then on.
  mutating func takeRenewal(at now: Instant) -> Bool {
    guard case .granted(let until, let renewal?) = self, renewal <= now else { return false }
    self = .granted(until: until, renewal: nil)
    return true
  }

  /// Whether it has ended.
  func isOver(at now: Instant) -> Bool {
    if case .granted(let until, _) = self { until <= now } else { false }
  }

  /// Asks again at once if it is still good; answers `false` if it is not.
  mutating func retry(at now: Instant) -> Bool {
    guard case .granted(let until, _) = self, now < until else { return false }
    self = .granted(until: until, renewal: now)
    return true
  }
}
