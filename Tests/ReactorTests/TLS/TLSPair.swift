import Foundation
import SansIO

@testable import Reactor

/// A client and a server joined in memory, with a certificate for `localhost` and 127.0.0.1.
final class TLSPair {
  static let certificate = try! SelfSignedCertificate.make(
    names: ["localhost", "*.example.org"], addresses: [.loopbackV4, .loopbackV6])
  /// Trusts that certificate and nothing else.
  static let trusting = try! withFile(certificate.certificatePEM) { path throws(TLSError) in
    try TLSClientContext(caFile: path)
  }

  let client: TLSEnd
  let server: TLSEnd

  init(
    _ serverContext: TLSServerContext? = nil, client clientContext: TLSClientContext = trusting,
    name: String = "localhost", offering alpn: [String] = []
  ) throws {
    client = TLSEnd(try TLSSession(client: clientContext, serverName: name, alpn: alpn))
    server = TLSEnd(TLSSession(server: try serverContext ?? TLSPair.context()))
  }

  static func context(choosing alpn: [String] = []) throws -> TLSServerContext {
    try TLSServerContext(
      certificatePEM: certificate.certificatePEM, keyPEM: certificate.keyPEM, alpn: alpn)
  }

  /// Lets both go on until neither has anything to say. Streams are delivered whole, or in pieces
  /// of some size, or cut in two at one place.
  func handshake(
    pieces: Int = .max, cut: Int = .max
  ) -> (client: TLSSession.HandshakeState, server: TLSSession.HandshakeState) {
    var sent = (client: 0, server: 0)
    var states = (client: client.step(), server: server.step())
    while client.pendingCiphertext + server.pendingCiphertext > 0 {
      for piece in cutUp(client.takeAll(), from: &sent.client, pieces, cut) {
        server.feed(piece)
        states.server = server.step()
      }
      for piece in cutUp(server.takeAll(), from: &sent.server, pieces, cut) {
        client.feed(piece)
        states.client = client.step()
      }
    }
    return states
  }

  private func cutUp(_ bytes: [UInt8], from sent: inout Int, _ size: Int, _ cut: Int) -> [[UInt8]] {
    defer { sent += bytes.count }
    if size < .max {
      return stride(from: 0, to: bytes.count, by: size).map {
        Array(bytes[$0..<min($0 + size, bytes.count)])
      }
    }
    let place = min(max(cut - sent, 0), bytes.count)
    return [Array(bytes[..<place]), Array(bytes[place...])].filter { !$0.isEmpty }
  }
}

/// Writes a text to a file that is gone when `body` returns.
func withFile<R, E: Error>(_ text: String, _ body: (String) throws(E) -> R) throws(E) -> R {
  let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
  try! Data(text.utf8).write(to: path)
  defer { try? FileManager.default.removeItem(at: path) }
  return try body(path.path)
}
