import SansIO

extension Undeliverable {
  /// Whether it says that the destination cannot be reached; "too big" does not.
  var isFinal: Bool {
    switch path.remote.address.family {
    case .v4: type == 3 && code != 4
    case .v6: type == 1
    }
  }
}
