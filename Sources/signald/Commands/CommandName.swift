/// The commands of the program.
enum CommandName: String, CaseIterable, Hashable, Sendable {
  /// Runs the server; meant when no command is named.
  case serve
  /// Asks a STUN server for this machine's public address.
  case stun
  /// Tries a TURN server from end to end.
  case turn
  /// Checks TURN servers against the RFCs.
  case check
  /// Gathers ICE candidates.
  case ice
  /// Says whether a peer may be relayed to, and which rule decides.
  case explainPeer = "explain-peer"
  /// Makes a time-limited TURN credential.
  case credential
  /// Explains the program or a command.
  case help
  /// Prints a completion script for a shell.
  case completions
}
