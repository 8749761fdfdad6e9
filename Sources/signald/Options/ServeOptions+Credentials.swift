extension ServeOptions {
  /// Where lasting users come from besides the command line, and how long credentials last.
  static let lifecycle: [Option<Draft>] = [
    Option(
      OptionDescription(
        "users-file", .one("FILE"), "A file with further users, one a line: NAME:PASSWORD.",
        details: "NAME:0xKEY holds the MD5 of NAME:REALM:PASSWORD in hexadecimal in place of the "
          + "password, NAME:0xKEY,0xKEY also the SHA-256 of the same, without which clients of "
          + "RFC 8489 are refused. Empty lines and lines that begin with # are left out. Read "
          + "again at SIGHUP.", completion: .files)
    ) { (draft, paths, surroundings) throws(BadValue) in
      for path in paths {
        draft.options.fileUsers = try UsersFile.parse(path, in: surroundings)
      }
    },
    Option(
      toggle: OptionDescription(
        "strict-expiry", .toggle,
        "Ends an allocation when the time-limited credential it was made with expires.",
        details: "Otherwise it lasts until it would have to be refreshed. What members of rooms "
          + "have allocated may go on for a day longer in any case.",
        standard: "off", completion: .words(["on", "off"])),
      \.options.strictExpiry),
  ]
}
