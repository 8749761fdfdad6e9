/// The directory that pages are served from; it held an `index.html` when it was found.
struct WebDirectory: Hashable, Sendable {
  /// Its path.
  let path: String

  /// The file that makes a directory one of pages.
  static let index = "index.html"

  /// The directory asked for; or else `share/signald/web` as it was installed, then `web`.
  ///
  /// `binaryPath` is that of the running program, of which `share` stands one directory above.
  /// Answers `nil` when none was asked for and neither of the two is there. `isFile` says whether
  /// a path names a file that can be read. Throws when the directory asked for has no index.
  static func find(
    explicit: String?, binaryPath: String?, isFile: (String) -> Bool = Platform.isReadableFile
  ) throws(RuntimeError) -> WebDirectory? {
    if let explicit {
      guard isFile(explicit + "/" + index) else {
        throw .other(
          "--web \(explicit): there is no \(index) to read in it; name the directory of the pages")
      }
      return WebDirectory(path: explicit)
    }
    var places = ["web"]
    if let binaryPath { places.insert(installed(with: binaryPath), at: 0) }
    return places.first { isFile($0 + "/" + index) }.map { WebDirectory(path: $0) }
  }

  /// `/usr/local/share/signald/web` for `/usr/local/bin/signald`.
  private static func installed(with binaryPath: String) -> String {
    let above = binaryPath.split(separator: "/").dropLast(2)
    return (["" as Substring] + above + ["share", "signald", "web"]).joined(separator: "/")
  }
}
