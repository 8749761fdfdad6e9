/// Application protocols in order of preference, as ALPN carries them (RFC 7301 §3.1).
///
/// OpenSSL points into these bytes, so they stay in one place as long as this object lives.
@safe
final class ProtocolNames: @unchecked Sendable {
  // Sendable, because the bytes never change.
  /// Each name behind its length.
  let bytes: UnsafeBufferPointer<UInt8>

  /// Takes names of 1 to 255 bytes, at most 65,535 bytes in all.
  init(_ names: [String]) throws(TLSError) {
    var list: [UInt8] = []
    for name in names {
      guard let length = UInt8(exactly: name.utf8.count), length > 0 else {
        throw TLSError("protocol name \"\(name)\": not 1 to 255 bytes long")
      }
      list.append(length)
      list += name.utf8
    }
    guard list.count <= Int(UInt16.max) else { throw TLSError("protocol names: too many") }
    let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: list.count)
    // The copy has room for exactly this list, and is freed in deinit.
    _ = unsafe copy.initialize(fromContentsOf: list)
    unsafe bytes = UnsafeBufferPointer(copy)
  }

  deinit {
    // No session that could point here is left: each keeps its context, which keeps this.
    unsafe bytes.deallocate()
  }

  /// Whether there are no names.
  var isEmpty: Bool {
    // Only the length is asked.
    unsafe bytes.isEmpty
  }
}
