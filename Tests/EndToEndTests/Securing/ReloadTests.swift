import Foundation
import Reactor
import SansIO
import Testing

/// New certificates by SIGHUP.
struct ReloadTests {
  /// Holds one connection over which it asks for a page now and when the server shows another
  /// certificate to others.
  private static let script = """
    import hashlib, http.client, ssl, sys, time
    host, port = sys.argv[1].split(":")
    context = ssl._create_unverified_context()
    held = http.client.HTTPSConnection(host, int(port), context=context, timeout=20)
    def ask():
      held.request("GET", "/params")
      return held.getresponse().read()
    def shown():
      return hashlib.sha256(ssl.get_server_certificate((host, int(port))).encode()).hexdigest()
    ask()
    socket, first = held.sock, shown()
    print("holding", flush=True)
    while shown() == first: time.sleep(0.05)
    ask()
    print("alive" if held.sock is socket else "lost", flush=True)
    """

  @Test(arguments: Daemon.loops)
  func `new connections get the new certificate, and live ones live on`(loops: Int) async throws {
    try await Scratch.with { scratch in
      func write(_ name: String) throws {
        let made = try SelfSignedCertificate.make(names: [name])
        _ = try scratch.file("c.pem", made.certificatePEM)
        _ = try scratch.file("k.pem", made.keyPEM)
      }
      try write("old.test")
      let daemon = try await Daemon(
        Daemon.relaying + Daemon.pages + [
          "--turn", "127.0.0.1:0", "--https", "127.0.0.1:0", "--loops", "\(loops)",
          "--certificate", scratch.path("c.pem"), "--key", scratch.path("k.pem"),
        ], in: scratch)
      let client = try Running(
        .system("python3"), ["-c", Self.script, "\(try #require(daemon.https))"], in: scratch)
      try await client.wait("its connection") {
        client.output.contains("holding") || client.hasEnded
      }
      // A file that cannot be read changes nothing, and is told.
      _ = try scratch.file("c.pem", "no certificate")
      daemon.process.signal(SIGHUP)
      try await daemon.process.wait("its complaint") {
        daemon.process.errors.contains("the certificates stay as they were: ")
      }
      #expect(client.output == "holding\n", "\(client.errors)")
      try write("new.test")
      daemon.process.signal(SIGHUP)
      let status = try await client.status()
      #expect(status == 0 && client.output == "holding\nalive\n", "\(client.errors)")
      #expect(daemon.process.errors.contains("certificates read again"))
      daemon.process.signal(SIGTERM)
      #expect(try await daemon.process.status() == 0)
    }
  }
}
