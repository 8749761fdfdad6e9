import SansIO

extension SignalServer {
  /// Answers a request, at once but for the metrics.
  mutating func answer(
    _ route: SignalRoute, _ body: [UInt8], on link: LinkID, at now: Moment,
    into outbox: inout Outbox
  ) {
    if case .metrics = route.action { return news.append(.metricsWanted(link)) }
    let response = response(to: route, body, at: now)
    if response.status.rawValue >= 400 { counts.requestErrors += 1 }
    http.respond(response, to: link, at: now, into: &outbox)
  }

  private mutating func response(
    to route: SignalRoute, _ body: [UInt8], at now: Moment
  ) -> Response {
    func key(_ name: RoomName) -> RoomKey { RoomKey(name, space: route.visitor.space) }
    switch route.action {
    case .join(let name, let options, let joinKey):
      return join(key(name), options, joinKey, route, at: now)
    case .message(let name, let client):
      return message(body, from: client, in: key(name), route, at: now)
    case .leave(let name, let client):
      lobby.leave(key(name), client, at: now.monotonic)
      var response = Response(.ok)
      response.allow(route.readableBy)
      return response
    case .parameters(let options): return parameters(options, route, at: now)
    case .iceConfiguration(let key): return iceConfiguration(key, route, at: now)
    case .status: return status(at: now.monotonic)
    case .post(let name, let client):
      return post(body, from: client, in: key(name), route.visitor, at: now)
    case .delete(let name, let client):
      lobby.delete(key(name), client, at: now.monotonic)
      return .collider(.ok, "OK")
    case .room(let name, let known):
      let isFull = lobby.isFull(key(name), at: now.monotonic)
      let page = isFull ? configuration.fullPage ?? configuration.roomPage : configuration.roomPage
      return page?.response(unless: known) ?? Response(.notFound)
    case .readiness:
      return isDraining
        ? Response(.serviceUnavailable, type: .plainText, "draining\n")
        : Response(.ok, type: .plainText, "ok\n")
    case .socket, .echo, .metrics: return Response(.notFound)
    }
  }

  // MARK: The room server

  private mutating func join(
    _ key: RoomKey, _ options: CallOptions, _ joinKey: JoinKey?, _ route: SignalRoute,
    at now: Moment
  ) -> Response {
    let answer = lobby.join(
      key, from: route.visitor.address, as: joinKey, isLoopback: options.isLoopback,
      at: now.monotonic)
    var writer = JSONWriter()
    writer.beginObject()
    switch answer {
    case .joined(let client, let isInitiator, let letters):
      let scope = mint.scope(of: client, in: key)
      let expires = now.unixSeconds + (configuration.relay?.memberKeySeconds ?? 0)
      let parameters = CallParameters(
        site: route.visitor.site, options: options,
        relayKey: relayKey(for: scope, expires: expires))
      writer.member("result", "SUCCESS")
      writer.key("params")
      writer.beginObject()
      parameters.write(
        CallParameters.Membership(
          room: key.name, client: client, isInitiator: isInitiator, letters: letters),
        to: &writer)
    case .full, .refused:
      writer.member("result", answer == .full ? "FULL" : "ERROR")
      writer.key("params")
      writer.beginObject()
      writer.key("messages")
      writer.strings([])
    }
    writer.endObject()
    writer.endObject()
    return .json(writer.bytes, readableBy: route.readableBy)
  }

  private mutating func message(
    _ body: [UInt8], from client: ClientID, in key: RoomKey, _ route: SignalRoute, at now: Moment
  ) -> Response {
    guard let text = String(validating: body, as: UTF8.self), !text.isEmpty else {
      return .result("ERROR", readableBy: route.readableBy)
    }
    let answer = lobby.post(Letter(text: text), from: client, in: key, at: now.monotonic)
    switch answer {
    case .sent: return .result("SUCCESS", readableBy: route.readableBy)
    case .unknownRoom: return .result("UNKNOWN_ROOM", readableBy: route.readableBy)
    case .unknownClient: return .result("UNKNOWN_CLIENT", readableBy: route.readableBy)
    case .overflow: return .result("ERROR", readableBy: route.readableBy)
    case .undeliverable: return Response(.internalError)
    case .tooMany:
      var response = Response(.tooManyRequests)
      response.add("Retry-After", "1")
      response.allow(route.readableBy)
      return response
    }
  }

  // MARK: Collider

  private mutating func post(
    _ body: [UInt8], from client: ClientID, in key: RoomKey, _ visitor: Visitor, at now: Moment
  ) -> Response {
    guard !body.isEmpty else { return .colliderError("Empty request body") }
    guard let text = String(validating: body, as: UTF8.self) else {
      return .colliderError("Failed to read request body: not UTF-8")
    }
    let answer = lobby.post(
      Letter(text: text), from: client, in: key, at: visitor.address, at: now.monotonic)
    switch answer {
    case .accepted: return .collider(.ok, "OK")
    case .overflow:
      return .colliderError("Failed to send the message: Too many messages queued for the client")
    case .full, .duplicate, .registeredTwice:
      return .colliderError("Failed to send the message: Max room capacity reached")
    }
  }

  private func status(at now: Instant) -> Response {
    let nanoseconds = started.map { now.nanoseconds(since: $0) } ?? 0
    let tenths = nanoseconds / 100_000_000
    let text = """
      {"upsec":\(tenths / 10).\(tenths % 10),"openws":\(visitors.count),\
      "totalws":\(counts.socketsOpened),"wserrors":\(counts.socketErrors),\
      "httperrors":\(counts.requestErrors)}
      """
    var response = Response.json(Array(text.utf8), readableBy: "*")
    response.add("Access-Control-Allow-Methods", "GET")
    return response
  }
}
