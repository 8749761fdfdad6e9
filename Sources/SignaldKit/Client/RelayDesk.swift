import SansIO
import StunTurn
import Synchronization

/// Sorts what a TURN client tells to those who wait for it.
final class RelayDesk: Sendable {
  private enum Waiting {
    case open([ClientTask: [Answer<Void>]])
    case closed(ClientError)
  }

  let allocated = Answer<RelayClient.Allocation>()
  let closed = Answer<Void>()
  let datagrams: AsyncStream<RelayClient.Received>
  private let inbox: AsyncStream<RelayClient.Received>.Continuation
  private let waiting = Mutex(Waiting.open([:]))

  init() {
    (datagrams, inbox) = AsyncStream.makeStream(
      bufferingPolicy: .bufferingOldest(RelayClient.inboxLimit))
  }

  /// An answer that is given when the task is done or refused, or can be neither any more.
  func await(_ task: ClientTask) -> Answer<Void> {
    let answer = Answer<Void>()
    waiting.withLock { waiting in
      switch waiting {
      case .open(var answers):
        answers[task, default: []].append(answer)
        waiting = .open(answers)
      case .closed(let error): answer.give(.failure(error))
      }
    }
    return answer
  }

  /// Ends the stream of datagrams.
  func endDatagrams() { inbox.finish() }

  /// Takes in one piece of news.
  func take(_ news: RelayClient.Host.News) {
    switch news {
    case .failed(let ending): close(.unreachable(ending))
    case .client(let event): take(event)
    }
  }

  private func take(_ event: ClientEvent) {
    switch event {
    case .allocated(let relayed, let mapped, let lifetime):
      guard let first = relayed.first else { return }
      allocated.give(
        .success(
          .init(
            relayed: first, second: relayed.dropFirst().first, mapped: mapped,
            lifetime: .seconds(Int64(lifetime)))))
    case .permitted(let address): settle(.permission(address), .success(()))
    case .bound(let peer, _): settle(.channel(peer), .success(()))
    case .lapsed(let address): settle(.permission(address), .failure(.timedOut))
    case .refused(let task, let code): settle(task, .failure(.refused(code)))
    case .unanswered(let task): settle(task, .failure(.timedOut))
    case .impossible(let task): settle(task, .failure(.impossible))
    case .received(let payload, let peer):
      inbox.yield(RelayClient.Received(payload: payload, peer: peer))
    case .refreshed, .unreachable: break
    case .closed(let reason): close(.closed(reason))
    }
  }

  private func settle(_ task: ClientTask, _ result: Result<Void, ClientError>) {
    let settled = waiting.withLock { waiting -> [Answer<Void>] in
      guard case .open(var answers) = waiting else { return [] }
      let settled = answers.removeValue(forKey: task) ?? []
      waiting = .open(answers)
      return settled
    }
    for answer in settled { answer.give(result) }
  }

  private func close(_ error: ClientError) {
    allocated.give(.failure(error))
    closed.give(.success(()))
    inbox.finish()
    let left = waiting.withLock { waiting -> [Answer<Void>] in
      guard case .open(let answers) = waiting else { return [] }
      waiting = .closed(error)
      return answers.values.flatMap { $0 }
    }
    for answer in left { answer.give(.failure(error)) }
  }
}
