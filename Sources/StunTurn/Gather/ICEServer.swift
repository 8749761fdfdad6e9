/// Servers with one credential, as applications configure them (W3C WebRTC section 4.2.2).
public struct ICEServer: Hashable, Sendable {
  /// Where they are; at least one.
  public let uris: [ICEServerURI]
  /// For the TURN servers among them.
  public let credential: Credential?

  /// Groups servers, or answers `nil` if there is none, or a TURN server lacks a credential.
  public init?(_ uris: [ICEServerURI], credential: Credential? = nil) {
    guard !uris.isEmpty, credential != nil || !uris.contains(where: \.scheme.isTURN) else {
      return nil
    }
    self.uris = uris
    self.credential = credential
  }
}
