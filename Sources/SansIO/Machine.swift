/// A protocol engine without sockets, clocks or threads: told what happened, it fills an outbox.
///
/// Whoever drives it (the reactor, a test, a simulated world) calls `handle` or `obey`, then
/// executes the outbox, drains the news, and calls again with `.alarm` at the deadline.
public protocol Machine: ~Copyable, SendableMetatype {
  /// What other loops, another machine or the operator may tell it.
  associatedtype Command: Sendable = Never
  /// What it wants others to know; drained after every batch of events.
  associatedtype News: Sendable = Never

  /// Takes in one event.
  mutating func handle(_ event: Event, at now: Moment, into outbox: inout Outbox)
  /// Takes in one command.
  mutating func obey(_ command: Command, at now: Moment, into outbox: inout Outbox)
  /// The oldest news not yet told.
  mutating func nextNews() -> News?
  /// When it wants an `.alarm`, if nothing else happens before.
  var deadline: Instant? { get }
}

extension Machine where Self: ~Copyable, Command == Never {
  /// Nobody can command a machine whose commands are `Never`.
  ///
  /// Not inlinable: Swift 6.3's optimiser stops over an outbox in a function other modules inline.
  public mutating func obey(_ command: Never, at now: Moment, into outbox: inout Outbox) {}
}

extension Machine where Self: ~Copyable, News == Never {
  /// A machine whose news are `Never` has none.
  public mutating func nextNews() -> Never? { nil }
}
