import Reactor

/// The program: reads its command line, does what it asks for, and reports how it went.
@main
struct Main {
  /// Runs the program and ends the process with its status.
  static func main() {
    let desk: SignalDesk
    do throws(SystemError) {
      desk = try SignalDesk()
      Task.detached { await run(desk) }
      try desk.serve()
    } catch {
      complain("cannot take signals: \(error)")
      Platform.end(.failure)
    }
  }

  private static func run(_ desk: SignalDesk) async {
    let invocation: Invocation
    do throws(UsageError) {
      invocation = try asked()
    } catch {
      complain(error.description)
      Platform.emit("Run 'signald help' to see how it is used.\n", to: 2)
      Platform.end(.usage)
    }
    do throws(RuntimeError) {
      try await carryOut(invocation, desk)
    } catch {
      complain(error.description)
      Platform.end(.failure)
    }
    Platform.end(.success)
  }

  /// What the command line asks for, with the files it names read.
  private static func asked() throws(UsageError) -> Invocation {
    try Invocation(Array(CommandLine.arguments.dropFirst()), in: Platform.surroundings)
  }

  private static func carryOut(
    _ invocation: Invocation, _ desk: SignalDesk
  ) async throws(RuntimeError) {
    switch invocation {
    case .serve(let options):
      let log = Log(level: options.logLevel, style: options.logFormat.style)
      try await serve(options, log: log, until: desk) { () throws(UsageError) in
        guard case .serve(let options) = try asked() else { return options }
        return options
      }
    case .stun(let options): try await stun(options)
    case .turn(let options): try await turn(options)
    case .check(let options): try await check(options)
    case .ice(let options): try await ice(options)
    case .explainPeer(let options):
      if try !explainPeer(options) { Platform.end(.failure) }
    case .credential(let options): try mint(options)
    case .help(.program): try Output.print(HelpText.program)
    case .help(.command(let name)): try Output.print(HelpText.command(name.description))
    case .help(.manual): try Output.print(Manual.text)
    case .completions(let shell): try Output.print(Completions.script(for: shell))
    case .version: try Output.print("signald \(signaldVersion)\n")
    }
  }

  private static func complain(_ text: String) {
    Platform.emit("signald: \(Log.printable(text))\n", to: 2)
  }
}
