/// The status codes this server sends (RFC 9110 section 15); thrown, it refuses a request.
public enum HTTPStatus: UInt16, Error, Hashable, Sendable, CaseIterable {
  /// The connection speaks the protocol that was asked for.
  case switchingProtocols = 101
  /// Done.
  case ok = 200
  /// Done, and something new is there.
  case created = 201
  /// Done, and there is nothing to say.
  case noContent = 204
  /// It is elsewhere for good.
  case movedPermanently = 301
  /// What the client has is still right.
  case notModified = 304
  /// It is elsewhere for now; the method stays.
  case temporaryRedirect = 307
  /// No request, or one that could be read in two ways.
  case badRequest = 400
  /// The client has to say who it is.
  case unauthorized = 401
  /// The client may not.
  case forbidden = 403
  /// There is nothing of this name.
  case notFound = 404
  /// There is, but not for this method.
  case methodNotAllowed = 405
  /// The request took too long to come.
  case requestTimeout = 408
  /// It does not fit what is there.
  case conflict = 409
  /// It was there.
  case gone = 410
  /// What the client made a condition is not so.
  case preconditionFailed = 412
  /// The body is larger than is taken.
  case contentTooLarge = 413
  /// The target is longer than is taken.
  case targetTooLong = 414
  /// The body is of a type that is not taken.
  case unsupportedMediaType = 415
  /// What the client expects is not done here.
  case expectationFailed = 417
  /// The body was read and makes no sense.
  case unprocessableContent = 422
  /// This is only for another protocol.
  case upgradeRequired = 426
  /// The client has to make a condition.
  case preconditionRequired = 428
  /// The client asks too often.
  case tooManyRequests = 429
  /// The head is larger than is taken.
  case headTooLarge = 431
  /// The server failed.
  case internalError = 500
  /// Nobody here knows the method or the coding.
  case notImplemented = 501
  /// There is too much to do.
  case serviceUnavailable = 503
  /// Another major version of HTTP.
  case versionNotSupported = 505

  /// The reason phrase of the registry.
  public var reason: String {
    switch self {
    case .switchingProtocols: "Switching Protocols"
    case .ok: "OK"
    case .created: "Created"
    case .noContent: "No Content"
    case .movedPermanently: "Moved Permanently"
    case .notModified: "Not Modified"
    case .temporaryRedirect: "Temporary Redirect"
    case .badRequest: "Bad Request"
    case .unauthorized: "Unauthorized"
    case .forbidden: "Forbidden"
    case .notFound: "Not Found"
    case .methodNotAllowed: "Method Not Allowed"
    case .requestTimeout: "Request Timeout"
    case .conflict: "Conflict"
    case .gone: "Gone"
    case .preconditionFailed: "Precondition Failed"
    case .contentTooLarge: "Content Too Large"
    case .targetTooLong: "URI Too Long"
    case .unsupportedMediaType: "Unsupported Media Type"
    case .expectationFailed: "Expectation Failed"
    case .unprocessableContent: "Unprocessable Content"
    case .upgradeRequired: "Upgrade Required"
    case .preconditionRequired: "Precondition Required"
    case .tooManyRequests: "Too Many Requests"
    case .headTooLarge: "Request Header Fields Too Large"
    case .internalError: "Internal Server Error"
    case .notImplemented: "Not Implemented"
    case .serviceUnavailable: "Service Unavailable"
    case .versionNotSupported: "HTTP Version Not Supported"
    }
  }

  /// Whether an answer of this status never has a body (RFC 9112 section 6.3).
  var hasNoBody: Bool { rawValue < 200 || self == .noContent || self == .notModified }
}
