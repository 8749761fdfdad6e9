import Conformance
import SansIO
import Testing

@testable import signald

struct CheckOptionsTests {
  let world = World()

  private func check(_ words: String...) throws -> CheckOptions? {
    guard case .check(let options) = try Invocation(["check"] + words, in: world.surroundings)
    else { return nil }
    return options
  }

  private func complaint(_ words: [String]) -> String {
    do throws(UsageError) {
      _ = try Invocation(["check"] + words, in: world.surroundings)
      return ""
    } catch {
      return error.description
    }
  }

  @Test func `servers are hosts or URIs, each with its transport`() throws {
    let options = try #require(
      try check(
        "turn", "192.0.2.1", "turn:h:9?transport=tcp", "turns:h", "--transport=tcp", "--user=u",
        "--password=p"))
    #expect(
      options.servers.map(\.description) == [
        "192.0.2.1:3478 over tcp", "h:9 over tcp", "h:5349 over tls",
      ])
    #expect(options.credentials == .password(user: "u", password: "p"))
    #expect(options.peer == nil && options.only.isEmpty && !options.isSlow)
    #expect(options.checks.count == Check.all.count)
  }

  @Test func `every option arrives in its field`() throws {
    let options = try #require(
      try check(
        "turn", "h", "--secret", "s", "--user", "carol", "--peer", "2001:db8::7", "--slow",
        "--only", "refresh", "--only", "channels.bind", "--json"))
    #expect(options.credentials == .secret("s", user: "carol"))
    #expect(options.peer == IPAddress("2001:db8::7"))
    #expect(options.isSlow && options.client.asJSON)
    #expect(options.checks.allSatisfy { $0.section == .refresh || $0.name == "channels.bind" })
    #expect(Set(options.checks.map(\.section)) == [.refresh, .channels])
  }

  @Test func `a list needs no server and no credentials`() throws {
    let options = try #require(try check("turn", "--list"))
    #expect(options.servers.isEmpty && options.credentials == nil)
  }

  @Test(arguments: [
    ([], "needs what to check"), (["stun", "h"], "needs what to check"),
    (["turn"], "needs a server"), (["turn", "h"], "needs --user and --password, or --secret"),
    (["turn", "h", "--user=u"], "needs --password with --user"),
    (["turn", "h", "--user=u", "--password=p", "--secret=s"], "both given"),
    (["turn", "h:0", "--secret=s"], "is not a host"),
    (["turn", "turn:h?x", "--secret=s"], "has an unknown query"),
    (["turn", "h", "--secret=s", "--peer=h"], "is not an address"),
    (["turn", "h", "--secret=s", "--only=all"], "is neither a section nor a check"),
    (["turn", "--list", "h"], "unexpected argument 'h'"),
  ])
  func `what is missing or wrong is said`(words: [String], message: String) {
    #expect(complaint(words).contains(message), "\(complaint(words))")
  }
}
