import SansIO
import Signal
import SignaldCrypto

/// The pages in memory, as they are served.
struct WebFiles {
  /// How large one file may be, in bytes.
  static let fileLimit = 4_194_304
  /// How many files there may be.
  static let countLimit = 1_000

  /// All files by their path; `index.html` is `/`.
  private(set) var files: [StaticFile] = []
  /// The page of a room.
  private(set) var roomPage: StaticFile?

  /// Reads a directory with all below it. Hidden files and what no browser asks for are left out.
  init(_ directory: WebDirectory) throws(RuntimeError) {
    for name in try Platform.filesBelow(directory.path, limit: WebFiles.countLimit) {
      guard let type = WebFiles.contentType(of: name) else { continue }
      let path = directory.path + "/" + name
      let bytes: [UInt8]
      do throws(FileProblem) {
        bytes = try Platform.readBytes(path, limit: WebFiles.fileLimit)
      } catch {
        throw .other("cannot read \(path): \(error)")
      }
      add(name, type, bytes)
    }
  }

  private mutating func add(_ name: String, _ type: String, _ bytes: [UInt8]) {
    let path = name == "index.html" ? "/" : "/" + name
    let tag = Digest.of(.sha256, bytes).prefix(12).description
    let file = StaticFile(path: path, contentType: type, bytes: bytes, etag: "\"\(tag)\"")
    if name == "room.html" { roomPage = file } else { files.append(file) }
  }

  /// The media type of a file by its name; `nil` for what is not served.
  static func contentType(of name: String) -> String? {
    guard !name.split(separator: "/").contains(where: { $0.hasPrefix(".") }),
      let dot = name.lastIndex(of: ".")
    else { return nil }
    return switch name[name.index(after: dot)...] {
    case "html": "text/html; charset=utf-8"
    case "css": "text/css; charset=utf-8"
    case "js": "text/javascript; charset=utf-8"
    case "json", "webmanifest": "application/json; charset=utf-8"
    case "svg": "image/svg+xml"
    case "png": "image/png"
    case "ico": "image/x-icon"
    case "woff2": "font/woff2"
    case "ts", "txt": "text/plain; charset=utf-8"
    default: nil
    }
  }
}
