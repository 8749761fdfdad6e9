import StunTurn

/// Reads a file of users, one a line.
enum UsersFile {
  private static let remedy = "write NAME:PASSWORD, NAME:0xKEY or NAME:0xKEY,0xKEY"

  /// Reads all users of a file. A complaint names the line by its number and never shows it.
  static func parse(_ path: String, in surroundings: Surroundings) throws(BadValue) -> [Account] {
    let text: String
    do throws(FileProblem) {
      text = try surroundings.readFile(path)
    } catch {
      throw BadValue(path, "cannot be read: \(error)", "name a file with one user a line")
    }
    var lines: [String: Int] = [:]
    var users: [Account] = []
    let all = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (offset, line) in all.enumerated() where !line.isEmpty && !line.hasPrefix("#") {
      let number = offset + 1
      let user: Account
      do throws(BadValue) {
        user = try account(String(line))
      } catch {
        throw BadValue(path, "is wrong in line \(number), which \(error.problem)", error.remedy)
      }
      if let first = lines.updateValue(number, forKey: user.name) {
        throw BadValue(
          path, "names the user of line \(first) again in line \(number)",
          "give each user one line")
      }
      users.append(user)
    }
    return users
  }

  private static func account(_ line: String) throws(BadValue) -> Account {
    let user = try TURNUser(parsing: line)
    guard let name = OpaqueString.prepare(user.name) else {
      throw BadValue(line, "has a character in its name that none may have", remedy)
    }
    guard user.password.hasPrefix("0x") else {
      guard OpaqueString.prepare(user.password) != nil else {
        throw BadValue(line, "has a character in its password that none may have", remedy)
      }
      return Account(name: name, password: user.password)
    }
    var keys = LongTermKeys()
    for word in user.password.split(separator: ",", omittingEmptySubsequences: false) {
      guard word.hasPrefix("0x"), let bytes = bytes(of: word.dropFirst(2)), keys.add(bytes) else {
        throw BadValue(
          line,
          "has a key that is not 32 hexadecimal digits for MD5 or 64 for SHA-256, one of each",
          remedy)
      }
    }
    return Account(name: name, proof: .keys(keys))
  }

  private static func bytes(of digits: Substring) -> [UInt8]? {
    let values = digits.utf8.map { Character(Unicode.Scalar($0)).hexDigitValue }
    guard values.count % 2 == 0 else { return nil }
    var bytes: [UInt8] = []
    for place in stride(from: 0, to: values.count, by: 2) {
      guard let high = values[place], let low = values[place + 1] else { return nil }
      bytes.append(UInt8(high * 16 + low))
    }
    return bytes
  }
}
