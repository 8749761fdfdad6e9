@testable import Reactor

/// A session whose bytes come and go as arrays.
final class TLSEnd {
  private(set) var session: TLSSession

  init(_ session: consuming TLSSession) { self.session = session }

  var ssl: OpaquePointer { unsafe session.ssl }
  var pendingCiphertext: Int { session.pendingCiphertext }
  var serverName: String? { session.serverName }
  var alpn: String? { session.alpn }
  var protocolVersion: TLSVersion? { session.protocolVersion }

  func step() -> TLSSession.HandshakeState { session.step() }

  func shutdown() { session.shutdown() }

  func feed(_ ciphertext: [UInt8]) {
    // The pointer is good for the call.
    unsafe ciphertext.withUnsafeBytes { unsafe session.receive($0) }
  }

  func take(upTo size: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: size)
    // The buffer is the array's own.
    let count = unsafe bytes.withUnsafeMutableBytes { unsafe session.takeCiphertext(into: $0) }
    return Array(bytes.prefix(count))
  }

  func takeAll() -> [UInt8] { take(upTo: pendingCiphertext) }

  func send(_ plaintext: [UInt8]) -> Bool {
    // The pointer is good for the call.
    unsafe plaintext.withUnsafeBytes { unsafe session.write($0) }
  }

  struct Reading: Equatable {
    var bytes: [UInt8]
    var end: TLSSession.ReadResult

    init(_ bytes: [UInt8], _ end: TLSSession.ReadResult) {
      self.bytes = bytes
      self.end = end
    }
  }

  /// Reads until there is nothing more; also says why.
  func readAll(upTo size: Int = 16_384) -> Reading {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: size)
    while true {
      // The buffer is the array's own.
      let result = unsafe buffer.withUnsafeMutableBytes { unsafe session.read(into: $0) }
      guard case .bytes(let count) = result else { return Reading(bytes, result) }
      bytes += buffer.prefix(count)
    }
  }
}
