import SansIO
import Testing

/// Addresses as text and their classes.
struct IPAddressTests {
  @Test(arguments: [
    // RFC 5952 sections 1, 2 and 4.
    ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
    ("2001:0db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
    ("2001:db8::1:0:0:1", "2001:db8::1:0:0:1"),
    ("2001:db8::0:1:0:0:1", "2001:db8::1:0:0:1"),
    ("2001:0db8::1:0:0:1", "2001:db8::1:0:0:1"),
    ("2001:db8:0:0:1::1", "2001:db8::1:0:0:1"),
    ("2001:DB8:0:0:1::1", "2001:db8::1:0:0:1"),
    ("2001:db8:aaaa:bbbb:cccc:dddd:eeee:0001", "2001:db8:aaaa:bbbb:cccc:dddd:eeee:1"),
    ("2001:db8:aaaa:bbbb:cccc:dddd::1", "2001:db8:aaaa:bbbb:cccc:dddd:0:1"),
    ("2001:db8:0:0:0::1", "2001:db8::1"),
    ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
    ("2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
    ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
    ("2001:db8:0:0:0:0:2:1", "2001:db8::2:1"),
    ("0:0:0:0:0:0:0:0", "::"), ("::", "::"), ("::1", "::1"), ("1::", "1::"),
    ("fe80:0:0:0:0:0:0:0", "fe80::"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
    ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"), ("::ffff:192.0.2.1", "192.0.2.1"),
    ("::FFFF:c000:0201", "192.0.2.1"), ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
    ("::1.2.3.4", "::102:304"), ("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"),
    ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"), ("10.20.30.40", "10.20.30.40"),
  ])
  func `RFC 5952 §4 an address is written in its one canonical form`(text: String, form: String) {
    #expect(IPAddress(text)?.description == form)
    #expect(IPAddress(form) == IPAddress(text))
  }

  @Test(arguments: [
    "", " ", ":", ":::", "1", "1.2.3", "1.2.3.4.5", "1.2.3.", ".1.2.3", "1..2.3", "256.1.1.1",
    "01.2.3.4", "1.2.3.00", "1.2.3.010", "0x7f.0.0.1", "1.2.3.4 ", " 1.2.3.4", "+1.2.3.4",
    "1.2.3.-4", "1.2.3.4\n", "１.2.3.4", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9",
    "1::2::3", "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", "1:2:3:4::5:6:7:8", "12345::", "g::",
    ":1", "1:", ":1::2", "1::2:", "::1.2.3", "::1.2.3.04", "1.2.3.4::", "::1.2.3.4:5",
    "1:2:3:4:5:6:7:1.2.3.4", "[::1]", "fe80::1%eth0", "::1/128", "1:2:3:4:5:6:7:8:", "::-1",
    "::+1", "1::２",
  ])
  func `what is no address is refused`(_ text: String) {
    #expect(IPAddress(text) == nil)
  }

  @Test func `RFC 4291 §2.5.5.2 a mapped address is the IPv4 address itself`() {
    let mapped = IPAddress.v6(high: 0, low: 0x0000_FFFF_7F00_0001)
    #expect(mapped == .loopbackV4)
    #expect(mapped.hashValue == IPAddress.loopbackV4.hashValue)
    #expect(mapped.family == .v4 && mapped.v4 == 0x7F00_0001 && mapped.isLoopback)
    let compatible = IPAddress.v6(high: 0, low: 0x7F00_0001)
    #expect(compatible.family == .v6 && compatible.v4 == nil && !compatible.isLoopback)
    let notQuite = IPAddress.v6(high: 1, low: 0x0000_FFFF_7F00_0001)
    #expect(notQuite.family == .v6)
  }

  @Test(arguments: [
    ("0.0.0.0", "unspecified"), ("::", "unspecified"), ("127.0.0.1", "loopback"),
    ("127.255.255.255", "loopback"), ("::1", "loopback"), ("::ffff:127.9.9.9", "loopback"),
    ("169.254.0.0", "linkLocal"), ("169.254.255.255", "linkLocal"), ("fe80::1", "linkLocal"),
    ("febf::1", "linkLocal"), ("224.0.0.0", "multicast"), ("239.255.255.255", "multicast"),
    ("ff02::1", "multicast"), ("128.0.0.1", ""), ("126.255.255.255", ""), ("169.253.255.255", ""),
    ("169.255.0.0", ""), ("fec0::1", ""), ("223.255.255.255", ""), ("240.0.0.0", ""),
    ("fe00::", ""), ("::2", ""), ("0.0.0.1", ""),
  ])
  func `an address is in the classes it is in and in no other`(text: String, name: String) throws {
    let address = try #require(IPAddress(text))
    #expect(address.isUnspecified == (name == "unspecified"))
    #expect(address.isLoopback == (name == "loopback"))
    #expect(address.isLinkLocal == (name == "linkLocal"))
    #expect(address.isMulticast == (name == "multicast"))
  }
}
