public import SansIO

/// What may come first on a listener's streams, before a machine hears of them.
public struct StreamEntry: Sendable {
  /// What streams are secured with; `nil`: they are plain.
  public var secure: TLSServerContext?
  /// Whether a stream that does not begin like TLS is taken as plain though there is a context.
  public var takesPlain: Bool
  /// Peers that begin every stream with a PROXY header. Nobody else's header is recognised.
  public var proxies: [IPPrefix]

  /// Describes an entry: plain streams of anybody, unless told otherwise.
  public init(
    secure: TLSServerContext? = nil, takesPlain: Bool = false, proxies: [IPPrefix] = []
  ) {
    self.secure = secure
    self.takesPlain = takesPlain
    self.proxies = proxies
  }
}
