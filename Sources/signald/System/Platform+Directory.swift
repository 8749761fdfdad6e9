import Glibc

extension Platform {
  /// How deep directories are followed.
  private static let depthLimit = 8

  /// The paths of all regular files below a directory, relative to it, in no order; at most
  /// `limit`.
  static func filesBelow(_ directory: String, limit: Int) throws(RuntimeError) -> [String] {
    var found: [String] = []
    var waiting = [""]
    while let place = waiting.popLast() {
      for entry in try entries(of: directory + "/" + place) where !entry.hasPrefix(".") {
        let name = place + entry
        var status = stat()
        // The structure outlives the call.
        guard unsafe stat(directory + "/" + name, &status) == 0 else { continue }
        switch status.st_mode & S_IFMT {
        case S_IFREG: found.append(name)
        case S_IFDIR where name.split(separator: "/").count < depthLimit:
          waiting.append(name + "/")
        default: break
        }
        guard found.count <= limit else {
          throw .other("--web \(directory): there are more than \(limit) files in it")
        }
      }
    }
    return found
  }

  private static func entries(of directory: String) throws(RuntimeError) -> [String] {
    // The handle is closed below and used nowhere else.
    guard let handle = unsafe opendir(directory) else {
      throw .other("cannot read \(directory): \(describe(errno))")
    }
    // The one owner of the handle ends here.
    defer { unsafe closedir(handle) }
    var names: [String] = []
    // An entry is good until the next call; its name is copied at once.
    while let entry = unsafe readdir(handle) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe String(cString: UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self))
      }
      names.append(name)
    }
    return names
  }

  /// The bytes of a file of at most `limit` bytes.
  static func readBytes(_ path: String, limit: Int) throws(FileProblem) -> [UInt8] {
    // The C string made of the path lives as long as the call.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(errno) }
    defer { close(descriptor) }
    return try readAll(descriptor, limit: limit)
  }
}
