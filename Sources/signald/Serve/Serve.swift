import Reactor
import SansIO
import SignaldKit
import StunTurn

/// Runs the server until it is told to stop; told to, it has `reread` read the options again.
func serve(
  _ options: ServeOptions, log: Log, until desk: SignalDesk,
  _ reread: @escaping @Sendable () throws(UsageError) -> ServeOptions
) async throws(RuntimeError) {
  let configuration = try ServePlan(options, log: log).configuration
  let service: Service
  do throws(ServiceError) {
    service = try await Service(configuration) { news in
      tell(news, log)
    }
  } catch {
    throw RuntimeError(error, options)
  }
  let reload = Reload(
    service: service, certificate: configuration.certificate, options: reread, log: log)
  answer(desk, service, reload, log: log)
  announce(service, configuration, log: log)
  do throws(ServiceError) {
    try await service.run()
  } catch {
    throw RuntimeError(error, options)
  }
  log.info("stopped")
}

/// Logs what the operator should know, and the rest for who looks closely.
private func tell(_ news: Node.News, _ log: Log) {
  if case .relay(.revocationForgotten(let user)) = news {
    log.warning("too many users are revoked: \(user) is accepted again")
  } else {
    log.debug("\(news)")
  }
}

/// Ends the service or reads files again when the operator asks for it.
private func answer(_ desk: SignalDesk, _ service: Service, _ reload: Reload, log: Log) {
  desk.handle { signal in
    switch signal {
    case .stop:
      log.info("stopping")
      service.stop()
    case .reload: reload()
    }
  }
}

/// Tells people on the standard error and programs on the standard output that all is ready.
private func announce(_ service: Service, _ configuration: Service.Configuration, log: Log) {
  let listening = service.listening
  for listener in listening.turn {
    log.info("serving STUN and TURN over UDP and TCP on \(listener)")
  }
  for listener in listening.turns {
    log.info("serving STUN and TURN over TLS and DTLS on \(listener)")
  }
  for listener in listening.http { log.info("serving rooms over HTTP on \(listener)") }
  for listener in listening.https { log.info("serving rooms and TURN over TLS on \(listener)") }
  for relay in configuration.relays where !(listening.turn + listening.turns).isEmpty {
    let shown = relay.external.map { ", known as \($0)" } ?? ""
    let ports = configuration.relayPorts
    log.info(
      "relaying from \(relay.local)\(shown), ports \(ports.lowerBound)-\(ports.upperBound)")
  }
  for line in Welcome(listening, configuration).lines { log.info(line) }
  var ready = "ready http=\(list(listening.http))"
  if !listening.https.isEmpty { ready += " https=\(list(listening.https))" }
  if !listening.turns.isEmpty { ready += " turns=\(list(listening.turns))" }
  Platform.emit(ready + " turn=\(list(listening.turn))\n", to: 1)
}

private func list(_ endpoints: [Endpoint]) -> String {
  endpoints.isEmpty
    ? ListenAddress.off : endpoints.map(\.description).joined(separator: ",")
}
