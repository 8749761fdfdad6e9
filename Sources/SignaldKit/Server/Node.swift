public import SansIO
public import StunTurn

/// What runs on each loop of a service: the relay, and whoever asks how it is.
public struct Node: ~Copyable {
  var relay: TURNServer

  /// Makes a node around a relay.
  init(relay: consuming TURNServer) { self.relay = relay }
}

extension Node: Machine {
  /// What a node can be told.
  public enum Command: Sendable {
    /// For the relay.
    case relay(TURNServer.Command)
    /// Tell this closure, on the loop's thread, what was counted.
    case report(@Sendable (LoopReport) -> Void)
  }

  /// Hands the event to the relay.
  public mutating func handle(_ event: Event, at now: Moment, into outbox: inout Outbox) {
    relay.handle(event, at: now, into: &outbox)
  }

  /// Obeys a command.
  public mutating func obey(_ command: Command, at now: Moment, into outbox: inout Outbox) {
    switch command {
    case .relay(let command): relay.obey(command, at: now, into: &outbox)
    case .report(let tell):
      tell(LoopReport(relay: relay.statistics, allocations: relay.allocationCount))
    }
  }

  /// The oldest news of the relay.
  public mutating func nextNews() -> TURNServer.News? { relay.nextNews() }

  /// When the relay wants an alarm.
  public var deadline: Instant? { relay.deadline }
}
