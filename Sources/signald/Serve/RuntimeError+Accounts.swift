import StunTurn

extension RuntimeError {
  /// Says what is wrong with users and secrets.
  init(_ error: AccountsError) {
    let text =
      switch error {
      case .realm: "--realm holds a character that no realm may have"
      case .name(let name): "the name of the user \(name) has a character that none may have"
      case .password(let name):
        "the password of the user \(name) has a character that none may have"
      case .duplicate(let name):
        "the user \(name) is named twice, by --turn-user and by --users-file or in two spellings"
      case .secrets:
        "there are more than \(Accounts.maximumSecretCount) secrets; keep those still in use"
      }
    self = .other(text)
  }
}
