import SansIO

/// Says what each request wants, from its head alone.
struct SignalRouter: HTTPRouter {
  /// What the server was told at the start.
  let configuration: SignalServer.Configuration
  private let pages: Pages
  private let socketTerms: WebSocketTerms

  /// Paths of one segment or two that are no room of Collider's.
  private static let reserved: Set<String> = [
    "join", "leave", "message", "params", "r", "v1alpha", "a", "compute", "ws", "status",
  ]

  /// Makes the router of a server.
  init(_ configuration: SignalServer.Configuration) {
    self.configuration = configuration
    pages = Pages(configuration.files)
    var origins = configuration.origins
    if let site = configuration.publicURL { origins.patterns.append(.origin(site.origin)) }
    socketTerms = WebSocketTerms(origins: origins, limits: configuration.socketLimits)
  }

  /// Reads a head.
  func route(_ head: borrowing RequestHead, from info: LinkInfo) -> Routing<SignalRoute> {
    let visitor = Visitor(head, from: info, configuration)
    let words = head.target.segments
    let origin = head.first("origin")?.text
    let readableBy = origin.flatMap { socketTerms.origins.allows(head) ? $0 : nil }
    func wish(_ action: SignalRoute.Action, body: Int = 0) -> Routing<SignalRoute> {
      .request(
        SignalRoute(visitor: visitor, action: action, readableBy: readableBy), maximumBody: body)
    }
    if let path = configuration.echoPath, head.target.path.equals(path) {
      let route = SignalRoute(visitor: visitor, action: .echo, readableBy: nil)
      return .webSocket(route, WebSocketEcho.terms)
    }
    switch words.first {
    case "ws" where words.count == 1:
      let route = SignalRoute(visitor: visitor, action: .socket, readableBy: nil)
      return .webSocket(route, socketTerms)
    case "ws": return collider(head, Array(words.dropFirst()), wish)
    case "join", "message", "leave", "params", "v1alpha", "status":
      return apprtc(head, words, readableBy, wish)
    case "r" where words.count == 2: return room(head, words[1], wish)
    case "livez" where words.count == 1: return .answer(Response(.ok, type: .plainText, "ok\n"))
    case "readyz" where words.count == 1: return wish(.readiness)
    case "metrics" where words.count == 1 && mayReadMetrics(visitor): return wish(.metrics)
    default: break
    }
    if let file = pages[head.target.path.text ?? ""] { return page(head, file) }
    let isColliders = [.post, .delete, .options].contains(head.method)
    guard words.count == 2, isColliders, !Self.reserved.contains(words[0]) else {
      return .answer(Response(.notFound, type: .plainText, "not found\n"))
    }
    return collider(head, words, wish)
  }

  private typealias Wish = (SignalRoute.Action, Int) -> Routing<SignalRoute>

  private func mayReadMetrics(_ visitor: Visitor) -> Bool {
    configuration.operators.contains { $0.contains(visitor.address) }
  }

  // MARK: The room server

  private func apprtc(
    _ head: borrowing RequestHead, _ words: [String], _ readableBy: String?, _ wish: Wish
  ) -> Routing<SignalRoute> {
    let allowed: [HTTPMethod] =
      switch words[0] {
      case "params", "status": [.get, .head]
      case "v1alpha": [.post, .get]
      default: [.post]
      }
    if head.method == .options { return .answer(.preflight(allowed, readableBy)) }
    guard allowed.contains(head.method) else { return .answer(.notAllowed(allowed)) }
    guard !isForged(head, readableBy) else { return .answer(Response(.forbidden)) }
    let missing = Routing<SignalRoute>.answer(
      Response(.notFound, type: .plainText, "not found\n"))
    let name = words.count > 1 ? RoomName(words[1]) : nil
    let client = words.count == 3 ? ClientID(words[2]) : nil
    switch (words[0], words.count) {
    case ("params", 1): return wish(.parameters(options(head)), 0)
    case ("status", 1): return wish(.status, 0)
    case ("v1alpha", 2) where words[1] == "iceconfig":
      return wish(.iceConfiguration(key: head.target.parameter("key") ?? ""), Self.emptyBody)
    case ("join", 2):
      guard let name else { return missing }
      return wish(.join(name, options(head), joinKey(head)), Self.emptyBody)
    case ("message", 3):
      guard let name, let client else { return missing }
      return wish(.message(name, client), configuration.maximumMessage)
    case ("leave", 3):
      guard let name, let client else { return missing }
      return wish(.leave(name, client), Self.emptyBody)
    default: return missing
    }
  }

  /// Bodies that mean nothing are read up to here, so that the connection can go on.
  private static let emptyBody = 1024

  /// Whether a page of elsewhere makes its visitor's browser ask. Only browsers say so.
  private func isForged(_ head: borrowing RequestHead, _ readableBy: String?) -> Bool {
    head.method == .post && readableBy == nil
      && head.first("sec-fetch-site")?.equals("cross-site") == true
  }

  private func options(_ head: borrowing RequestHead) -> CallOptions {
    CallOptions(head.target, userAgent: head.first("user-agent")?.text ?? "")
  }

  /// The key that makes a join repeatable: a header, or a cookie that a page has set itself.
  private func joinKey(_ head: borrowing RequestHead) -> JoinKey? {
    if let key = head.first("idempotency-key")?.text { return JoinKey(key) }
    for cookie in (head.first("cookie")?.text ?? "").split(separator: ";") {
      let cookie = cookie.drop { $0 == " " }
      if cookie.hasPrefix("idempotency-key=") { return JoinKey(cookie.dropFirst(16)) }
    }
    return nil
  }

  // MARK: Collider

  private func collider(
    _ head: borrowing RequestHead, _ words: [String], _ wish: Wish
  ) -> Routing<SignalRoute> {
    guard head.method == .post || head.method == .delete else {
      return .answer(.collider(.ok))
    }
    guard words.count == 2, let name = RoomName(words[0]), let client = ClientID(words[1]) else {
      return .answer(.colliderError("Invalid path: \(head.target.path.text ?? "")"))
    }
    return head.method == .post
      ? wish(.post(name, client), configuration.maximumMessage)
      : wish(.delete(name, client), Self.emptyBody)
  }

  // MARK: Pages

  private func page(_ head: borrowing RequestHead, _ file: StaticFile) -> Routing<SignalRoute> {
    guard head.method == .get || head.method == .head else {
      return .answer(.notAllowed([.get, .head]))
    }
    return .answer(file.response(unless: head.first("if-none-match")?.text))
  }

  private func room(
    _ head: borrowing RequestHead, _ word: String, _ wish: Wish
  ) -> Routing<SignalRoute> {
    guard head.method == .get || head.method == .head else {
      return .answer(.notAllowed([.get, .head]))
    }
    guard let name = RoomName(word), configuration.roomPage != nil else {
      return .answer(Response(.notFound, type: .plainText, "not found\n"))
    }
    return wish(.room(name, unless: head.first("if-none-match")?.text), 0)
  }
}
