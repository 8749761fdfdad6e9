import SansIO

/// Which sockets are ours towards peers, and whose: an array by the small number of the socket.
///
/// An entry stays when its socket closes, so that what was received before is not taken for a
/// client's; the next socket of the same number has another generation.
struct RelaySockets: ~Copyable {
  private struct Entry: BitwiseCopyable {
    var generation: UInt16
    var isRelay: Bool
    var allocation: UInt32
  }

  /// Stands for no allocation: the socket is reserved, or it is closed.
  static let unused: UInt32 = .max

  private var entries: [Entry] = []

  /// The allocation of a relay socket, `unused` if it has none; `nil` for all other sockets.
  @inline(__always)
  func allocation(of socket: SocketID) -> UInt32? {
    let index = Int(socket.index)
    guard index < entries.count else { return nil }
    let entry = entries[index]
    return entry.isRelay && entry.generation == socket.generation ? entry.allocation : nil
  }

  /// Notes that a socket is a relay socket, of this allocation or `unused`.
  mutating func assign(_ socket: SocketID, to allocation: UInt32) {
    let index = Int(socket.index)
    while entries.count <= index {
      entries.append(Entry(generation: 0, isRelay: false, allocation: RelaySockets.unused))
    }
    entries[index] = Entry(
      generation: socket.generation, isRelay: true, allocation: allocation)
  }
}
