public import SansIO

/// Says what a request is about as soon as its head is there, before anything of its body is held.
public protocol HTTPRouter: Sendable {
  /// What a request asks for, with all that is needed to answer it.
  associatedtype Route: Sendable

  /// Reads a head. `info` tells who asks.
  func route(_ head: borrowing RequestHead, from info: LinkInfo) -> Routing<Route>
}
