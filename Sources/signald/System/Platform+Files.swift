import Glibc

extension Platform {
  /// The longest path the system takes, in bytes.
  private static let pathLimit = 4_096

  /// Whether a path names a regular file that this process may read; links are followed.
  @Sendable static func isReadableFile(_ path: String) -> Bool {
    var status = stat()
    // The structure and the C strings made of the path outlive the calls.
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
      && access(path, R_OK) == 0
  }

  /// The path of the running program, free of links; `nil` where the system does not tell.
  static var binaryPath: String? {
    var bytes = [CChar](repeating: 0, count: pathLimit)
    // The buffer outlives the call and its count is its own.
    let count = unsafe readlink("/proc/self/exe", &bytes, bytes.count)
    guard count > 0, count < bytes.count else { return nil }
    return String(validating: bytes[..<count], as: UTF8.self)
  }
}
