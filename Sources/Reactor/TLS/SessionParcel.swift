import SansIO

/// A session on its way to the thread for handshakes and back.
///
/// Unchecked: each side gives its only reference to a mailbox, whose lock orders the two.
final class SessionParcel: @unchecked Sendable {
  /// The stream it belongs to.
  let link: LinkID
  /// How far the handshake is.
  private(set) var state = TLSSession.HandshakeState.handshaking
  private var session: TLSSession?

  /// Packs the session of a stream.
  init(_ session: consuming TLSSession, of link: LinkID) {
    self.session = consume session
    self.link = link
  }

  /// Goes on with the handshake as far as what was fed allows.
  func step() { state = session?.step() ?? state }

  /// The session, the first time.
  func take() -> TLSSession? { session.take() }
}
