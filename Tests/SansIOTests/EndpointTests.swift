import SansIO
import Testing

/// Transport addresses as text.
struct EndpointTests {
  @Test(arguments: [
    ("192.0.2.1:3478", "192.0.2.1:3478"), ("[::1]:3478", "[::1]:3478"),
    ("[2001:DB8::1]:65535", "[2001:db8::1]:65535"), ("0.0.0.0:0", "0.0.0.0:0"),
    ("[::ffff:192.0.2.1]:1", "192.0.2.1:1"), ("192.0.2.1:00080", "192.0.2.1:80"),
  ])
  func `an endpoint is read and written`(text: String, form: String) {
    #expect(Endpoint(text)?.description == form)
  }

  @Test(arguments: [
    "", ":", "192.0.2.1", "192.0.2.1:", ":80", "192.0.2.1:65536", "192.0.2.1:-1", "192.0.2.1:+1",
    "192.0.2.1: 80", "192.0.2.1:80 ", "192.0.2.1:8０", "[::1]", "[::1]:", "::1:3478",
    "[192.0.2.1]:80", "[::1:80", "::1]:80", "[]:80", "[[::1]]:80", "[::1]:99999",
    "[::1]x:80", "example.org:80", "192.0.2.1:80:80", "[fe80::1%eth0]:80",
  ])
  func `what is no endpoint is refused`(_ text: String) {
    #expect(Endpoint(text) == nil)
  }

  @Test func `endpoints differ by port and by address`() {
    let first = Endpoint(address: .loopbackV4, port: 1)
    #expect(first == Endpoint("127.0.0.1:1"))
    #expect(first != Endpoint("127.0.0.1:2"))
    #expect(first != Endpoint("[::1]:1"))
    #expect(Set([first, Endpoint(address: .loopbackV6, port: 1), first]).count == 2)
  }
}
