import Glibc

/// The directory in which the server keeps what must outlive it; only its user may enter.
struct StateDirectory: Sendable {
  /// Its path.
  let path: String

  /// How many random bytes a secret is made of.
  static let secretBytes = 32
  /// The name of the file with the secret of time-limited TURN credentials.
  static let secretName = "turn-secret"

  /// Makes the directory with mode 0700, and missing parents likewise, unless it exists.
  init(path: String) throws(StateProblem) {
    self.path = path
    var end = path.startIndex
    while end < path.endIndex {
      end = path[path.index(after: end)...].firstIndex(of: "/") ?? path.endIndex
      let part = String(path[..<end])
      // The C string made of the path lives as long as the call.
      if unsafe mkdir(part, 0o700) != 0, errno != EEXIST, !StateDirectory.isDirectory(part) {
        throw .directory(path: path, number: errno)
      }
    }
    guard StateDirectory.isDirectory(path) else {
      throw .directory(path: path, number: ENOTDIR)
    }
  }

  /// The secret of time-limited TURN credentials, 64 hexadecimal digits when made here.
  ///
  /// The first call on a machine makes it; all later ones, in whatever process, get the same.
  func turnSecret() throws(StateProblem) -> String {
    let file = path + "/" + StateDirectory.secretName
    if let secret = try StateDirectory.readSecret(file) { return secret }
    try StateDirectory.makeSecret(file)
    // Another process may have been faster: what is in the file is the secret.
    guard let secret = try StateDirectory.readSecret(file) else {
      throw .file(path: file, number: ENOENT)
    }
    return secret
  }

  private static func readSecret(_ file: String) throws(StateProblem) -> String? {
    // The C string made of the path lives as long as the call.
    let descriptor = unsafe open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    if descriptor < 0, errno == ENOENT { return nil }
    guard descriptor >= 0 else { throw .file(path: file, number: errno) }
    defer { close(descriptor) }
    var status = stat()
    // The structure outlives the call.
    guard unsafe fstat(descriptor, &status) == 0 else { throw .file(path: file, number: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: file) }
    guard status.st_mode & 0o077 == 0 else {
      throw .exposed(path: file, mode: Int(status.st_mode & 0o777))
    }
    do throws(FileProblem) {
      let text = SecretText.whole(try Platform.readText(descriptor))
      guard (try? Secret.parse(text)) != nil else { throw FileProblem.notText }
      return text
    } catch {
      switch error {
      case .system(let number): throw .file(path: file, number: number)
      case .tooLarge, .notText: throw .unusable(path: file)
      }
    }
  }

  /// Writes a secret beside its place and links it there, so that nobody ever reads half of it.
  private static func makeSecret(_ file: String) throws(StateProblem) {
    let draft = "\(file).\(randomHex(bytes: 8))"
    // The C string made of the path lives as long as the call.
    let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .file(path: draft, number: errno) }
    defer {
      close(descriptor)
      // The C string made of the path lives as long as the call.
      unsafe unlink(draft)
    }
    if let number = Platform.emit(randomHex(bytes: secretBytes) + "\n", to: descriptor) {
      throw .file(path: draft, number: number)
    }
    guard fsync(descriptor) == 0 else { throw .file(path: draft, number: errno) }
    // The C strings made of the paths live as long as the call.
    guard unsafe link(draft, file) == 0 || errno == EEXIST else {
      throw .file(path: file, number: errno)
    }
  }

  private static func randomHex(bytes count: Int) -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in
      let byte = UInt8.random(in: 0...255, using: &generator)
      return (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }

  private static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    // The structure outlives the call.
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
