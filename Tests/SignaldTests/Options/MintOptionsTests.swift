import StunTurn
import Testing

@testable import signald

struct MintOptionsTests {
  private let world = World(variables: ["HOME": "/h"], files: ["/s": "one\ntwo\n"])

  private func options(_ words: String...) throws -> MintOptions {
    guard
      case .credential(let options) = try Invocation(
        ["credential"] + words, in: world.surroundings)
    else { throw UsageError.contradiction("not credential") }
    return options
  }

  @Test func `a user is enough`() throws {
    let options = try options("--user", "alice")
    #expect(options.user == "alice" && options.lifetime == 86_400 && options.form == .sha1)
    #expect(options.secrets.isEmpty && options.stateDirectory == "/h/.local/state/signald")
    #expect(world.complaint("credential") == "credential needs --user")
  }

  @Test func `limits make it a pass`() throws {
    let limited = try options(
      "--user", "a", "--bits-per-second", "5", "--peer-ports", "1-2", "--lifetime", "60",
      "--turn-secret", "zero", "--turn-secret-file", "/s", "--json")
    #expect(limited.form == .pass && limited.bitsPerSecond == 5 && limited.peerPorts == 1...2)
    #expect(limited.secrets == ["zero", "one", "two"] && limited.lifetime == 60 && limited.asJSON)
    #expect(try options("--user", "a", "--kind", "sha256").form == .sha256)
    #expect(try options("--user", "a", "--kind", "pass").form == .pass)
    #expect(
      world.complaint("credential", "--user", "a", "--kind", "sha1", "--peer-ports", "1-2")
        .contains("of the kind pass only"))
  }

  @Test func `what cannot be meant is refused`() {
    for words in [
      ["--lifetime", "0"], ["--lifetime", "x"], ["--kind", "md5"], ["--bits-per-second", "0"],
      ["--peer-ports", "2-1"], ["--turn-secret", ""],
    ] {
      #expect(throws: UsageError.self) {
        try Invocation(["credential", "--user", "a"] + words, in: world.surroundings)
      }
    }
  }
}
