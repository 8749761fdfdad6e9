import Foundation
import SansIO
import Testing

@testable import signald

struct RuntimeErrorTests {
  @Test(arguments: [
    (
      "0.0.0.0:3478", EADDRINUSE,
      "the port is in use by another program; stop it or choose another with --turn"
    ),
    (
      "0.0.0.0:443", EACCES,
      "ports below 1024 need a privilege; grant CAP_NET_BIND_SERVICE or choose another with --turn"
    ),
    (
      "0.0.0.0:3478", EACCES,
      "the system does not permit it; check the service's sandbox and firewall rules"
    ),
    (
      "192.0.2.1:3478", EADDRNOTAVAIL,
      "this machine has no such address; give one it has, or :3478 for all, with --turn"
    ),
    ("[::]:3478", EAFNOSUPPORT, "this machine has no IPv6; use --turn 0.0.0.0:3478"),
    ("[::]:3478", EMFILE, "too many files are open; raise the limit (ulimit -n, LimitNOFILE=)"),
    ("[::1]:3478", ENOBUFS, "no buffer space available"),
  ])
  func `a failure to listen says what would help`(place: String, number: Int32, text: String) {
    let error = RuntimeError.system(
      .listen(option: "turn"), Endpoint(place)!, number: number)
    #expect(error.description == "cannot listen on \(place): \(text)")
  }

  @Test(arguments: [
    (EADDRINUSE, "choose other ports with --relay-ports"), (EADDRNOTAVAIL, "--external-address"),
    (EACCES, "ports below 1024 need a privilege"), (ENFILE, "too many files"), (EIO, "error"),
  ])
  func `a failure to open a relay says what would help`(number: Int32, text: String) {
    let error = RuntimeError.system(.relay, Endpoint("192.0.2.1:9")!, number: number)
    #expect(error.description.hasPrefix("cannot open a relay on 192.0.2.1:9: "))
    #expect(error.description.contains(text))
  }

  @Test func `other failures are one line each`() {
    #expect(
      RuntimeError.system(.connect, Endpoint("[::1]:9")!, number: ECONNREFUSED).description
        == "cannot reach [::1]:9: connection refused")
    #expect(
      RuntimeError.unresolved(name: "a.example", reason: "no such name").description
        == "cannot resolve a.example: no such name")
    #expect(
      RuntimeError.state(.directory(path: "/s", number: EACCES)).description
        == "cannot use the state directory /s: permission denied; "
        + "make it, or choose another with --state")
  }
}
