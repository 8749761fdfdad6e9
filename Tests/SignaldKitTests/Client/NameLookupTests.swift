import SansIO
import Testing

@testable import SignaldKit

struct NameLookupTests {
  @Test func `localhost is this machine`() async throws {
    let addresses = try await NameLookup.addresses(of: "localhost")
    #expect(!addresses.isEmpty && addresses.allSatisfy(\.isLoopback))
    #expect(Set(addresses).count == addresses.count)
  }

  // A name of 300 bytes is refused before anybody is asked (RFC 1035 section 2.3.4).
  @Test func `an impossible name is told with the reason`() async {
    let name = String(repeating: "a", count: 300)
    let error = await clientError { () throws(ClientError) in
      try await NameLookup.addresses(of: name)
    }
    guard case .unresolved(name, let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(!reason.isEmpty)
  }

}
