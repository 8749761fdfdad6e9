/// The program: reads its command line, does what it asks for, and reports how it went.
@main
struct Main {
  /// Runs the program and ends the process with its status.
  static func main() async {
    let invocation: Invocation
    do throws(UsageError) {
      invocation = try Invocation(
        Array(CommandLine.arguments.dropFirst()), in: Platform.surroundings)
    } catch {
      Platform.emit("signald: \(error)\nRun 'signald help' to see how it is used.\n", to: 2)
      Platform.end(.usage)
    }
    do throws(RuntimeError) {
      try await carryOut(invocation)
    } catch {
      Platform.emit("signald: \(Log.printable(error.description))\n", to: 2)
      Platform.end(.failure)
    }
    Platform.end(.success)
  }

  private static func carryOut(_ invocation: Invocation) async throws(RuntimeError) {
    switch invocation {
    case .serve(let options): try await serve(options, log: Log(level: options.logLevel))
    case .stun(let options): try await stun(options)
    case .turn(let options): try await turn(options)
    case .ice(let options): try await ice(options)
    case .help(.program): try show(HelpText.program)
    case .help(.command(let name)): try show(HelpText.command(name.description))
    case .help(.manual): try show(Manual.text)
    case .completions(let shell): try show(Completions.script(for: shell))
    case .version: try show("signald \(signaldVersion)\n")
    }
  }

  private static func show(_ text: String) throws(RuntimeError) {
    if let number = Platform.emit(text, to: 1) {
      throw .other("cannot write to the standard output: \(Platform.describe(number))")
    }
  }
}
