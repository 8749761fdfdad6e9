import Foundation
import SansIO
import Testing

/// The PROXY protocol in front of TURN over TCP and TLS.
struct ProxyTests {
  /// Sends a header, then a Binding request, over TLS if told to; prints what comes back.
  private static let script = """
    import socket, ssl, sys
    host, port = sys.argv[1].split(":")
    link = socket.create_connection((host, int(port)), timeout=20)
    link.sendall(bytes.fromhex(sys.argv[2]))
    if sys.argv[3] == "tls": link = ssl._create_unverified_context().wrap_socket(link)
    link.sendall(bytes.fromhex("000100002112a442" + "00" * 12))
    try: print(link.recv(1024).hex())
    except OSError: print("reset")
    """
  private static let text = Array("PROXY TCP4 192.0.2.7 198.51.100.1 4000 443\r\n".utf8)
  private static let binary: [UInt8] = [
    0x0D, 0x0A, 0x0D, 0x0A, 0, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A, 0x21, 0x11, 0, 12, 192, 0,
    2, 7, 198, 51, 100, 1, 0x0F, 0xA0, 1, 0xBB,
  ]

  /// What a client of a server with these options hears after it has sent a header.
  private func hear(
    _ header: [UInt8], from proxies: String, over transport: String, loops: Int
  ) async throws -> String {
    let options =
      Daemon.relaying + ["--dev-tls", "--https", "off", "--proxy-protocol-from", proxies]
    return try await Daemon.with(options, loops: loops) { daemon in
      let hex = header.map { String(format: "%02x", $0) }.joined()
      let outcome = try await Outcome(
        .system("python3"), ["-c", Self.script, "\(daemon.turn)", hex, transport],
        in: daemon.scratch)
      #expect(outcome.status == 0, "\(outcome)")
      return outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }
  }

  @Test(arguments: [text, binary], ["tcp", "tls"])
  func `a header of either version is read before what follows`(
    header: [UInt8], transport: String
  ) async throws {
    for loops in Daemon.loops {
      let heard = try await hear(header, from: "127.0.0.1", over: transport, loops: loops)
      // XOR-MAPPED-ADDRESS: the client behind the proxy.
      #expect(heard.hasPrefix("0101"), "\(heard)")
      #expect(heard.contains("0020000800012eb2e112a645"), "\(heard)")
    }
  }

  @Test func `without a header from a proxy, or with one from elsewhere, nothing is answered`()
    async throws
  {
    #expect(try await hear([], from: "127.0.0.0/8", over: "tcp", loops: 1) == "reset")
    let heard = try await hear(Self.text, from: "192.0.2.1", over: "tcp", loops: 1)
    #expect(["", "reset"].contains(heard))
  }
}
