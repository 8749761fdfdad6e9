extension Response {
  /// An answer that is a text.
  init(_ status: HTTPStatus, type: TextType, _ text: String) {
    self.init(status, type: type.rawValue, body: Array(text.utf8))
    add("X-Content-Type-Options", "nosniff")
  }

  /// What a text is.
  enum TextType: String {
    /// Text.
    case plainText = "text/plain; charset=utf-8"
    /// What Prometheus reads.
    case metrics = "text/plain; version=0.0.4; charset=utf-8"
  }

  /// A JSON answer of the room server, 200 in every case.
  static func json(_ body: [UInt8], readableBy origin: String?) -> Response {
    var response = Response(.ok, type: "application/json; charset=utf-8", body: body)
    response.add("Cache-Control", "no-store")
    response.add("X-Content-Type-Options", "nosniff")
    response.allow(origin)
    return response
  }

  /// `{"result":RESULT}`.
  static func result(_ result: String, readableBy origin: String?) -> Response {
    .json(Array(#"{"result":"\#(result)"}"#.utf8), readableBy: origin)
  }

  /// Lets a page of this origin read the answer.
  mutating func allow(_ origin: String?) {
    guard let origin else { return }
    add("Access-Control-Allow-Origin", origin)
    add("Vary", "Origin")
  }

  /// The answer to a browser that asks whether a page may ask.
  static func preflight(_ methods: [HTTPMethod], _ origin: String?) -> Response {
    var response = Response(.ok)
    response.allow(origin)
    response.add("Access-Control-Allow-Methods", methods.map(\.rawValue).joined(separator: ", "))
    response.add("Access-Control-Allow-Headers", "Content-Type, Idempotency-Key")
    return response
  }

  /// The answer to a method a resource does not know.
  static func notAllowed(_ methods: [HTTPMethod]) -> Response {
    var response = Response(.methodNotAllowed)
    response.add("Allow", methods.map(\.rawValue).joined(separator: ", "))
    return response
  }

  /// An answer of Collider, which every page may read.
  static func collider(_ status: HTTPStatus, _ text: String? = nil) -> Response {
    var response = text.map { Response(status, type: .plainText, $0 + "\n") } ?? Response(status)
    response.add("Access-Control-Allow-Origin", "*")
    response.add("Access-Control-Allow-Methods", "POST, DELETE")
    return response
  }

  /// Collider's one answer to everything that fails.
  static func colliderError(_ text: String) -> Response { .collider(.internalError, text) }
}
