public import SansIO

/// An event on its way through an HTTP server, and how far it was read.
public struct HTTPIntake: ~Escapable {
  let event: Event
  var offset = 0
  var isTaken = false

  /// Brings an event.
  @_lifetime(copy event)
  public init(_ event: Event) { self.event = event }
}
