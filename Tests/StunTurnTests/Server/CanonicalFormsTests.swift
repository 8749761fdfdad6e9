import SansIO
import StunTurn
import TestSupport
import Testing

@Suite struct CanonicalFormsTests {
  func forms(_ text: String) -> [String] {
    CanonicalForms(of: address(text)).map { $0.description }
  }

  @Test func `most addresses have one form`() {
    for text in ["192.0.2.1", "0.0.0.0", "2606:4700::1111", "::", "::1", "fe80::1", "2001:db8::1"] {
      #expect(forms(text) == [text])
    }
  }

  @Test func `a mapped address is IPv4 from the start`() {
    #expect(forms("::ffff:10.0.0.1") == ["10.0.0.1"])
  }

  @Test func `RFC 4291 §2.5.5.1 an IPv4-compatible address holds IPv4`() {
    #expect(forms("::127.0.0.1").last == "127.0.0.1")
    #expect(forms("::2").last == "0.0.0.2")
  }

  @Test func `RFC 2765 §2.1 an IPv4-translated address holds IPv4`() {
    #expect(forms("::ffff:0:10.0.0.1").last == "10.0.0.1")
  }

  @Test func `RFC 3056 §2 a 6to4 address holds IPv4`() {
    #expect(forms("2002:7f00:1::5").last == "127.0.0.1")
  }

  @Test func `RFC 6052 §2.2 a NAT64 address holds IPv4`() {
    #expect(forms("64:ff9b::192.168.1.1").last == "192.168.1.1")
    #expect(forms("64:ff9b:0:0:0:1::1").count == 1)
  }

  @Test func `RFC 8215 an address behind a local NAT64 holds IPv4 at any of four places`() {
    #expect(forms("64:ff9b:1::10.0.0.1") == ["64:ff9b:1::a00:1", "10.0.0.1"])
    #expect(forms("64:ff9b:1:c0a8:1:200::").dropFirst().first == "192.168.1.2")
    #expect(forms("64:ff9b:1:ab0a:0:100::").contains("10.0.1.0"))
    #expect(forms("64:ff9b:1:abcd:a:1:200:0").contains("10.0.1.2"))
    // What a translator ignores cannot hide it.
    #expect(forms("64:ff9b:1:c0a8:ff01:2ff:ffff:ffff").contains("192.168.1.2"))
  }

  @Test func `RFC 4380 §4 a Teredo address holds its server and, inverted, its client`() {
    #expect(
      forms("2001:0:4136:e378:8000:63bf:3fff:fdd2").dropFirst() == ["65.54.227.120", "192.0.2.45"])
  }

  @Test func `RFC 5214 §6.1 an ISATAP interface holds IPv4 under any prefix`() {
    #expect(forms("2606:4700::5efe:10.0.0.1").last == "10.0.0.1")
    #expect(forms("2606:4700::200:5efe:10.0.0.1").last == "10.0.0.1")
    #expect(forms("fe80::300:5efe:10.0.0.1").last == "10.0.0.1")
    #expect(forms("2606:4700::400:5efe:10.0.0.1").count == 1)
  }

  @Test func `several forms at once are all told`() {
    let all = forms("2002:7f00:1::5efe:10.0.0.1")
    #expect(all.dropFirst() == ["127.0.0.1", "10.0.0.1"])
  }
}
