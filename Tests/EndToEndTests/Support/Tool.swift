import Foundation

/// A program to run.
enum Tool {
  /// Our own, as built.
  case signald
  /// One of the system's.
  case system(String)

  /// Where it is; says how to get it if it is nowhere.
  var url: URL {
    get throws {
      switch self {
      case .signald:
        // SwiftPM puts the tests' binary beside the program.
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(fileURLWithPath: own).deletingLastPathComponent()
          .appendingPathComponent("signald")
      case .system(let name):
        for directory in ["/usr/bin", "/usr/sbin", "/bin", "/sbin", "/usr/local/bin"] {
          let path = "\(directory)/\(name)"
          if FileManager.default.isExecutableFile(atPath: path) {
            return URL(fileURLWithPath: path)
          }
        }
        throw Failure("\(name) is missing: make test installs coturn, openssl and util-linux")
      }
    }
  }
}
