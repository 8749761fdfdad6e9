import SansIO

/// A stream on its way to another loop, with everything kept and queued. Whoever ends up with it
/// takes the stream out once; if nobody does, it closes with the parcel.
///
/// Unchecked: the sending loop gives its only reference to the mailbox, whose lock orders the two.
final class LinkParcel: @unchecked Sendable {
  /// Who gets it there.
  let owner: Owner
  private var link: TCPLink?

  /// Packs a stream.
  init(_ link: consuming TCPLink, for owner: Owner) {
    self.link = consume link
    self.owner = owner
  }

  /// The stream, the first time.
  func take() -> TCPLink? { link.take() }
}
