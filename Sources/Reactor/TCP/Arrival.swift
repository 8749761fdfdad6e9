import SansIO

/// What one read of a stream brought.
struct Arrival {
  /// How what was read goes on.
  enum Conclusion {
    /// More may come.
    case more
    /// The peer will send no more.
    case ended
    /// The stream is over, for this reason.
    case failed(Ending)
  }

  /// Kept and new bytes together; 0 if there is nothing to show.
  var count = 0
  /// How it goes on after these bytes.
  var conclusion = Conclusion.more
}
