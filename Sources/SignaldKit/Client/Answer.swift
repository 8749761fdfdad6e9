/// An answer that comes once, or does not come in time, or is no longer wanted.
struct Answer<Value: Sendable>: Sendable {
  private let promise = Promise<Result<Value, ClientError>>()

  /// Gives the answer; later ones do not count.
  func give(_ result: Result<Value, ClientError>) { promise.keep(result) }

  /// Waits for the answer, for so long at most. Cancelling the task ends the wait.
  func value(within limit: Duration) async throws(ClientError) -> Value {
    let timer = Task {
      try await Task.sleep(for: limit)
      promise.keep(.failure(.timedOut))
    }
    defer { timer.cancel() }
    let result = await withTaskCancellationHandler {
      await promise.value
    } onCancel: {
      promise.keep(.failure(.cancelled))
    }
    return try result.get()
  }

  /// Waits likewise, whatever becomes of this task: for farewells.
  func settled(within limit: Duration) async {
    // A task of its own is not cancelled with this one.
    _ = await Task { [self] in try? await value(within: limit) }.value
  }
}
