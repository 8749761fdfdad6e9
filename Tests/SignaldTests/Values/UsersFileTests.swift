import StunTurn
import Testing

@testable import signald

struct UsersFileTests {
  private let md5 = String(repeating: "0a", count: 16)
  private let sha256 = String(repeating: "Bc", count: 32)

  private func parse(_ text: String) throws(BadValue) -> [Account] {
    try UsersFile.parse("/users", in: World(files: ["/users": text]).surroundings)
  }

  /// The complaint about a file; empty when it is right.
  private func complaint(_ text: String) -> String {
    World(files: ["/users": text]).complaint("--users-file", "/users")
  }

  @Test func `users have passwords or keys, one a line`() throws {
    let text = """
      # made by hand
      alice:wonder:land

      bob:0x\(md5)
      carol:0x\(sha256),0x\(md5)\r
      dave:0
      """
    let users = try parse(text)
    var (old, both) = (LongTermKeys(), LongTermKeys())
    let isOld = old.add([UInt8](repeating: 0x0A, count: 16))
    let isBoth =
      both.add([UInt8](repeating: 0x0A, count: 16)) && both.add([UInt8](repeating: 0xBC, count: 32))
    #expect(isOld && isBoth)
    #expect(
      users == [
        Account(name: "alice", password: "wonder:land"), Account(name: "bob", proof: .keys(old)),
        Account(name: "carol", proof: .keys(both)), Account(name: "dave", password: "0"),
      ])
    #expect(try parse("").isEmpty && parse("#\n\n").isEmpty)
  }

  @Test func `a complaint names the line and never shows it`() {
    for (line, problem) in [
      ("secret", "which has no colon between name and password"),
      (":secret", "which has an empty name"), ("secret:", "which has an empty password"),
      ("secret\u{7}:x", "which holds a control character"),
      ("secret:\u{200B}", "which has a character in its password that none may have"),
      ("secret\u{200B}:x", "which has a character in its name that none may have"),
      ("secret:0x", "which has a key that is not 32 hexadecimal digits"),
      ("secret:0x\(md5)0", "which has a key that is not 32 hexadecimal digits"),
      ("secret:0x\(md5),0x\(md5)", "which has a key that is not 32 hexadecimal digits"),
      ("secret:0x\(md5),\(sha256)", "which has a key that is not 32 hexadecimal digits"),
      ("secret:0x\(md5.dropLast())g", "which has a key that is not 32 hexadecimal digits"),
    ] {
      let complaint = complaint("a:b\n# c\n\(line)\n")
      #expect(
        complaint.hasPrefix("--users-file: '/users' is wrong in line 3, \(problem)"), "\(complaint)"
      )
      #expect(!complaint.contains("secret"))
    }
  }

  @Test func `a user has one line, in whatever spelling`() {
    let complaint = complaint("Am\u{E9}lie:a\nb:c\nAme\u{301}lie:d")
    #expect(complaint.contains("names the user of line 1 again in line 3"))
  }

  @Test func `a file that cannot be read is said to be so`() {
    let complaint = World().complaint("--users-file", "/none")
    #expect(complaint.contains("'/none' cannot be read") && complaint.contains("one user a line"))
  }
}
