import Synchronization

/// A value that one thread sets once and tasks wait for.
final class Promise<Value: Sendable>: Sendable {
  private enum State {
    case waiting([CheckedContinuation<Value, Never>])
    case kept(Value)
  }

  private let state = Mutex(State.waiting([]))

  /// Sets the value; later ones do not count.
  func keep(_ value: Value) {
    let waiting = state.withLock { state -> [CheckedContinuation<Value, Never>] in
      guard case .waiting(let continuations) = state else { return [] }
      state = .kept(value)
      return continuations
    }
    for continuation in waiting { continuation.resume(returning: value) }
  }

  /// The value, when it is there.
  var value: Value {
    get async {
      await withCheckedContinuation { continuation in
        let kept = state.withLock { state -> Value? in
          switch state {
          case .kept(let value): return value
          case .waiting(let continuations):
            state = .waiting(continuations + [continuation])
            return nil
          }
        }
        if let kept { continuation.resume(returning: kept) }
      }
    }
  }
}
