/// A file that is served as it is, from memory.
public struct StaticFile: Hashable, Sendable {
  /// The path it is asked for by: `/style.css`; `/` is the landing page.
  public var path: String
  /// What it is: `text/css; charset=utf-8`.
  public var contentType: String
  /// Its content.
  public var bytes: [UInt8]
  /// What tells this version from others, in quotes.
  public var etag: String

  /// Describes a file. Traps if the path does not begin with a slash.
  public init(path: String, contentType: String, bytes: [UInt8], etag: String) {
    precondition(path.hasPrefix("/"))
    self.path = path
    self.contentType = contentType
    self.bytes = bytes
    self.etag = etag
  }

  /// The answer to a request for it; 304 if the client has this version.
  func response(unless known: String?) -> Response {
    let isKnown = known.map { $0 == "*" || $0.contains(etag) } ?? false
    var response =
      isKnown ? Response(.notModified) : Response(.ok, type: contentType, body: bytes)
    response.add("ETag", etag)
    response.add("Cache-Control", "no-cache")
    response.addPageRules()
    return response
  }
}
