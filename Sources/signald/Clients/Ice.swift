import SansIO
import SignaldKit
import StunTurn

/// Gathers ICE candidates and prints them as they come.
func ice(_ options: IceOptions) async throws(RuntimeError) {
  var servers: [ResolvedServer] = []
  for server in options.stunServers {
    for address in try await server.addresses(within: options.client.timeout) {
      servers.append(ResolvedServer(.stun, at: Endpoint(address: address, port: server.port)))
    }
  }
  for server in options.turnServers { servers += try await resolved(server, options) }
  var configuration = GatheringConfiguration()
  configuration.serverTimeout = options.client.timeout.wholeMilliseconds
  configuration.verifiesServers = !options.client.isInsecure
  configuration.includesLoopback = servers.contains { $0.endpoint.address.isLoopback }
  let printer = CandidatePrinter(asJSON: options.client.asJSON)
  let outcome: Result<Int, RuntimeError>
  do throws(ClientError) {
    outcome = try await CandidateGathering.run(
      servers: servers, configuration: configuration
    ) { (events) throws(ClientError) in
      await printer.printAll(events)
    }
  } catch {
    throw .other("cannot gather: \(error)")
  }
  guard try outcome.get() > 0 else { throw .other("no candidate was found") }
}

private func resolved(
  _ server: ServerAddress, _ options: IceOptions
) async throws(RuntimeError) -> [ResolvedServer] {
  guard let credentials = options.credentials,
    let credential = Credential(user: credentials.user, password: credentials.password)
  else { throw .other("--user needs 1 to \(Credential.userLimit) bytes") }
  let transport: ServerTransport =
    switch server.transport {
    case .udp: .udp
    case .tcp: .tcp
    case .tls: .tls(serverName: "\(server.host)")
    case .dtls: .dtls(serverName: "\(server.host)")
    }
  return try await server.addresses(within: options.client.timeout).map { address in
    ResolvedServer(
      .turn(credential, over: transport), at: Endpoint(address: address, port: server.port))
  }
}

/// Prints gathering events.
private struct CandidatePrinter: Sendable {
  let asJSON: Bool
  let start = ContinuousClock().now

  /// Prints until gathering has finished; answers how many candidates there were.
  func printAll(_ events: AsyncStream<GatheringEvent>) async -> Result<Int, RuntimeError> {
    do throws(RuntimeError) {
      for await event in events {
        switch event {
        case .candidate(let candidate): try Output.print(line(for: candidate))
        case .serverFailed(let server, let address, let failure):
          complain(
            "\(server.endpoint) from \(address): \(Complaint.of(failure))")
        case .interfaceFailed(let address, let ending):
          complain("\(address): \(Complaint.of(ending))")
        case .finished(let candidates): return .success(candidates.count)
        case .relay, .stopped: break
        }
      }
      return .success(0)
    } catch {
      return .failure(error)
    }
  }

  private func line(for candidate: Candidate) -> String {
    guard asJSON else { return candidate.sdp + "\n" }
    var object = JSONObject()
    object.set("candidate", candidate.sdp)
    object.set("type", candidate.kind.word)
    object.set("address", "\(candidate.endpoint.address)")
    object.set("port", candidate.endpoint.port)
    object.set("priority", candidate.priority)
    object.set("after_ms", milliseconds: ContinuousClock().now - start)
    return object.line
  }

  private func complain(_ text: String) {
    Platform.emit("signald: \(Log.printable(text))\n", to: 2)
  }
}

extension Duration {
  /// Whole milliseconds, 0 for less than one.
  fileprivate var wholeMilliseconds: UInt64 { UInt64(max(0, self / .milliseconds(1))) }
}
