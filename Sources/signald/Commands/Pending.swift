// To be replaced: the commands whose work comes with the client and server libraries.

/// Runs the server until it is told to stop.
func serve(_ options: ServeOptions, log: Log) async throws(RuntimeError) {
  throw .other("serve is not part of this build")
}

/// Asks a STUN server for this machine's public address and prints it.
func stun(_ options: StunOptions) async throws(RuntimeError) {
  throw .other("stun is not part of this build")
}

/// Tries a TURN server from end to end and prints what happened.
func turn(_ options: TurnOptions) async throws(RuntimeError) {
  throw .other("turn is not part of this build")
}

/// Gathers ICE candidates and prints them.
func ice(_ options: IceOptions) async throws(RuntimeError) {
  throw .other("ice is not part of this build")
}
