public import SansIO

/// An event on its way through an HTTP server, and how far it was read.
public struct HTTPIntake: ~Escapable {
  /// The event.
  let event: Event
  /// How much of a chunk was read.
  var offset = 0
  /// Whether a change of a link was taken in.
  var isTaken = false

  /// Brings an event.
  @_lifetime(copy event)
  public init(_ event: Event) { self.event = event }
}
