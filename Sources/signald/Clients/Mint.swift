import StunTurn

/// Makes a time-limited credential and prints it.
func mint(_ options: MintOptions) throws(RuntimeError) {
  var secrets = options.secrets
  if secrets.isEmpty {
    do throws(StateProblem) {
      secrets = [try StateDirectory(path: options.stateDirectory).turnSecret()]
    } catch {
      throw .state(error)
    }
  }
  guard let secret = secrets.first, let user = OpaqueString.prepare(options.user) else {
    throw .other("--user: the name has a character that none may have")
  }
  let expires = Platform.unixTime().seconds + options.lifetime
  let name = username(of: user, until: expires, options)
  var mint = CredentialMint(secret: secret)
  let password = mint.password(of: name, options.form)
  if options.asJSON {
    var object = JSONObject()
    object.set("username", name)
    object.set("password", password)
    object.set("expires", expires)
    try Output.print(object.line)
  } else {
    let end = UnixTime(seconds: expires, milliseconds: 0)
    try Output.print("username  \(name)\npassword  \(password)\nexpires   \(end)\n")
  }
}

private func username(of user: String, until expires: Int, _ options: MintOptions) -> String {
  guard options.form == .pass else { return "\(expires):\(user)" }
  var pass = RelayPass(user: user, expires: Int64(expires))
  pass.bitsPerSecond = options.bitsPerSecond
  pass.peerPorts = options.peerPorts
  return pass.username
}
