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
}
