/// A user of the TURN server with a password that does not change.
struct TURNUser: Hashable, Sendable {
  /// The user name.
  let name: String
  /// The password.
  let password: String

  /// The longest user name in bytes (RFC 8489 section 14.3: fewer than 509).
  static let nameLimit = 508

  /// Names a user.
  init(name: String, password: String) {
    self.name = name
    self.password = password
  }

  /// Reads `NAME:PASSWORD`; the password may hold further colons.
  init(parsing text: String) throws(BadValue) {
    let remedy = "write NAME:PASSWORD"
    guard let colon = text.firstIndex(of: ":") else {
      throw BadValue(text, "has no colon between name and password", remedy)
    }
    name = String(text[..<colon])
    password = String(text[text.index(after: colon)...])
    guard !name.isEmpty else { throw BadValue(text, "has an empty name", remedy) }
    guard !password.isEmpty else { throw BadValue(text, "has an empty password", remedy) }
    guard name.utf8.count <= TURNUser.nameLimit else {
      throw BadValue(
        text, "has too long a name", "use at most \(TURNUser.nameLimit) bytes for the name")
    }
    guard !text.hasControls else {
      throw BadValue(text, "holds a control character", remedy)
    }
  }

  /// Reads all users; each name once.
  @Sendable static func parseAll(_ texts: [String]) throws(BadValue) -> [TURNUser] {
    var users: [TURNUser] = []
    for text in texts {
      let user = try TURNUser(parsing: text)
      guard !users.contains(where: { $0.name == user.name }) else {
        throw BadValue(
          text, "names a user that was given before", "give each user one password")
      }
      users.append(user)
    }
    return users
  }
}
