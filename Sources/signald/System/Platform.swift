import Glibc

/// The few things the command line asks of the system.
enum Platform {
  /// The largest file of secrets that is read, in bytes.
  static let fileLimit = 65_536

  /// The machine and the process as they are.
  static var surroundings: Surroundings {
    Surroundings(
      variable: variable, processorCount: max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))),
      isRoot: geteuid() == 0, readFile: readFile)
  }

  /// The value of an environment variable.
  @Sendable static func variable(_ name: String) -> String? {
    // The C string is copied at once, and nothing in this program changes the environment.
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }

  /// What an error number means, as a phrase: `permission denied`.
  static func describe(_ number: Int32) -> String {
    // glibc and Darwin keep the text of each known number for ever, and it is copied at once.
    guard let text = unsafe strerror(number) else { return "error \(number)" }
    let phrase = unsafe String(cString: text)
    // `Is a directory` becomes a phrase; `RFS specific error` keeps its capitals.
    let isWord = phrase.dropFirst().first?.isLowercase == true
    return isWord ? phrase.prefix(1).lowercased() + phrase.dropFirst() : phrase
  }

  /// The text of a file of at most 64 KiB.
  @Sendable static func readFile(_ path: String) throws(FileProblem) -> String {
    // The C string made of the path lives as long as the call.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(errno) }
    defer { close(descriptor) }
    return try readText(descriptor)
  }

  /// The rest of an open file as text; at most 64 KiB.
  static func readText(_ descriptor: Int32) throws(FileProblem) -> String {
    let bytes = try readAll(descriptor, limit: fileLimit)
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .notText }
    return text
  }

  /// The rest of an open file; at most `limit` bytes.
  static func readAll(_ descriptor: Int32, limit: Int) throws(FileProblem) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while true {
      // The buffer outlives the call and its count is its own.
      let count = unsafe read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .system(errno) }
      if count == 0 { return bytes }
      bytes += buffer[..<count]
      guard bytes.count <= limit else { throw .tooLarge(limit: limit) }
    }
  }

  /// Writes all of a text to a descriptor; answers the error number of a failure.
  @discardableResult
  static func emit(_ text: String, to descriptor: Int32) -> Int32? {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      // The slice outlives the call and its count is its own.
      let count = unsafe bytes.withUnsafeBytes { data in
        unsafe write(descriptor, data.baseAddress, data.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return errno }
      bytes = bytes.dropFirst(count)
    }
    return nil
  }

  /// Ends the process.
  static func end(_ status: ExitStatus) -> Never { exit(status.rawValue) }
}
