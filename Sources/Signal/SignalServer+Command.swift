public import SansIO

extension SignalServer {
  /// What the owner can tell a server.
  public enum Command: Sendable, Hashable {
    /// The text for a request of `/metrics`, asked for by `News.metricsWanted`.
    case metrics(LinkID, String)
    /// New clients are not welcome any more, or again: `/readyz` says so.
    case drain(Bool)
    /// The relays know these secrets from here on: the first one makes credentials, keys made with
    /// any of them are good.
    case replaceRelaySecrets([String])
  }

  /// What a server wants its owner to know.
  public enum News: Sendable, Hashable {
    /// Somebody who may wants the numbers: `Command.metrics` answers, with those of others too.
    case metricsWanted(LinkID)
    /// A member came in. What the relay has open for its address from before may be counted as its
    /// own.
    case arrived(member: RelayScope, address: RelayScope)
    /// A member is no more: its credentials have no use.
    case departed(member: RelayScope, address: RelayScope)
    /// Nobody who came from this address is in a room any more: what was opened with its key has no
    /// use. Others may come from there, and its key stays good for them.
    case vacated(address: RelayScope)
  }

  /// Takes in one command.
  public mutating func obey(_ command: Command, at now: Moment, into outbox: inout Outbox) {
    switch command {
    case .metrics(let link, let text):
      http.respond(Response(.ok, type: .metrics, text), to: link, at: now, into: &outbox)
    case .drain(let isDraining): self.isDraining = isDraining
    case .replaceRelaySecrets(let secrets): mint.replace(secrets: secrets)
    }
  }

  /// The oldest news not yet told.
  public mutating func nextNews() -> News? {
    guard told < news.count else { return nil }
    defer {
      told += 1
      if told == news.count {
        news.removeAll(keepingCapacity: true)
        told = 0
      }
    }
    return news[told]
  }
}
