extension GivenWords {
  /// The one `HOST[:PORT]` argument of `stun` and `turn`.
  func server(of command: CommandName, over transport: ClientTransport) throws(UsageError)
    -> ServerAddress
  {
    guard let text = arguments.first else {
      throw .incomplete(command, missing: "a server: signald \(command.rawValue) HOST[:PORT]")
    }
    if arguments.count > 1 { throw .unexpectedArgument(arguments[1], command: command) }
    guard let place = Host.withPort(text) else {
      throw .badValue(
        .flag("HOST[:PORT]"), value: text, problem: "is not a host",
        remedy: "write a name or an address, such as turn.example.org or [2001:db8::1]:3478")
    }
    return ServerAddress(
      host: place.host, port: place.port ?? transport.standardPort, transport: transport)
  }
}
