public import SansIO
public import Signal
public import StunTurn

/// What runs on each loop of a service: the door where streams come in, the relay, and on the first
/// loop the rooms.
public struct Node: ~Copyable {
  /// Whose the relay's sockets are.
  static let relayOwner = Owner(rawValue: 1)
  /// Whose the links of the rooms are.
  static let roomsOwner = Owner(rawValue: 2)
  /// Whose streams are of which nobody knows yet whom they are for.
  static let doorOwner = Owner(rawValue: 3)
  /// The loop that has the rooms.
  static let roomsLoop = LoopID(rawValue: 0)

  /// The relay.
  var relay: TURNServer
  /// The rooms: one loop has them, since signalling is light and its members must meet.
  var rooms: SignalServer?
  /// Where streams come in.
  var door: Door

  /// Makes a node around a relay and a door, without rooms.
  init(relay: consuming TURNServer, door: consuming Door) {
    self.relay = relay
    self.door = door
    rooms = nil
  }
}

extension Node: Machine {
  /// What a node can be told.
  public enum Command: Sendable {
    /// For the relay.
    case relay(TURNServer.Command)
    /// For the rooms.
    case rooms(SignalServer.Command)
    /// Tell this closure, on the loop's thread, what was counted.
    case report(@Sendable (LoopReport) -> Void)
  }

  /// What a node has to tell.
  public enum News: Sendable {
    /// Of the relay.
    case relay(TURNServer.News)
    /// Of the rooms.
    case rooms(SignalServer.News)
  }

  /// Hands the event to whom it concerns; an alarm concerns all.
  public mutating func handle(_ event: Event, at now: Moment, into outbox: inout Outbox) {
    let owner = event.owner
    if owner == Node.relayOwner || owner == nil {
      outbox.owner = Node.relayOwner
      relay.handle(event, at: now, into: &outbox)
    }
    if owner == Node.roomsOwner || owner == nil {
      outbox.owner = Node.roomsOwner
      rooms?.handle(event, at: now, into: &outbox)
    }
    if owner == Node.doorOwner || owner == nil {
      outbox.owner = Node.doorOwner
      door.handle(event, at: now, into: &outbox)
    }
  }

  /// Obeys a command.
  public mutating func obey(_ command: Command, at now: Moment, into outbox: inout Outbox) {
    switch command {
    case .relay(let command):
      outbox.owner = Node.relayOwner
      relay.obey(command, at: now, into: &outbox)
    case .rooms(let command):
      outbox.owner = Node.roomsOwner
      rooms?.obey(command, at: now, into: &outbox)
    case .report(let tell): tell(report)
    }
  }

  /// The oldest news of either.
  public mutating func nextNews() -> News? {
    if let news = relay.nextNews() { return .relay(news) }
    guard let news = rooms?.nextNews() else { return nil }
    return .rooms(news)
  }

  /// When one of them wants an alarm.
  public var deadline: Instant? {
    let ofRooms: Instant? =
      switch rooms {
      case .some(let rooms): rooms.deadline
      case .none: nil
      }
    let first = min(relay.deadline ?? .distantFuture, ofRooms ?? .distantFuture)
    let deadline = min(first, door.deadline ?? .distantFuture)
    return deadline == .distantFuture ? nil : deadline
  }

  private var report: LoopReport {
    let statistics: SignalServer.Statistics? =
      switch rooms {
      case .some(let rooms): rooms.statistics
      case .none: nil
      }
    return LoopReport(
      relay: relay.statistics, allocations: relay.allocationCount, rooms: statistics,
      refusedStreams: door.refusedCount + relay.statistics.linksRefused)
  }
}
