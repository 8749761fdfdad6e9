/// A command that takes a user name and a password.
protocol CredentialCommand {
  /// The user name, once given.
  var user: String? { get set }
  /// The password, once given.
  var password: String? { get set }
}

extension CredentialCommand {
  /// The entries of the two options.
  static var credentialTable: [Option<Self>] {
    [
      Option(
        OptionDescription("user", .one("USER"), "The user name at the TURN server."),
        into: \.user
      ) { (text) throws(BadValue) in try Secret.parse(text, limit: TURNUser.nameLimit) },
      Option(
        OptionDescription(
          "password", .one("PASSWORD"), "The password at the TURN server.",
          details: "Other users of this machine can read command lines; prefer the environment "
            + "or a file.", secrecy: .secretOrFile),
        into: \.password
      ) { (text) throws(BadValue) in try Secret.parse(text) },
    ]
  }

  /// Both, neither, or an error about the one that is missing.
  func credentials(for command: CommandName) throws(UsageError) -> Credentials? {
    switch (user, password) {
    case (let user?, let password?): return Credentials(user: user, password: password)
    case (nil, nil): return nil
    case (_?, nil): throw .incomplete(command, missing: "--password with --user")
    case (nil, _?): throw .incomplete(command, missing: "--user with --password")
    }
  }
}
