import Foundation
import Reactor
import SansIO

/// Ports of loopback.
enum Ports {
  /// The first of two neighbouring ports that were free a moment ago.
  static func freePair(_ address: IPAddress = .loopbackV4) throws -> UInt16 {
    for _ in 0..<64 {
      let first = try DatagramProbe.exclusive(Endpoint(address: address, port: 0))
      guard first.port % 2 == 0 else { continue }
      let second = Endpoint(address: address, port: first.port + 1)
      if (try? DatagramProbe.exclusive(second)) != nil { return first.port }
    }
    throw Failure("no two neighbouring ports are free")
  }

  /// Whether somebody has bound a UDP port.
  static func isTaken(udp port: UInt16, _ address: IPAddress = .loopbackV4) throws -> Bool {
    (try? DatagramProbe.exclusive(Endpoint(address: address, port: port))) == nil
  }

  /// Whether somebody listens on a TCP port of IPv4.
  static func isListening(tcp port: UInt16) throws -> Bool {
    let wanted = ":" + String(format: "%04X", Int(port))
    let listening = "0A"
    let table = try String(contentsOfFile: "/proc/net/tcp", encoding: .utf8)
    return table.split(separator: "\n").contains { line in
      let words = line.split(separator: " ")
      return words.count > 3 && words[1].hasSuffix(wanted) && words[3] == listening
    }
  }

  /// Whether this host has IPv6 on loopback.
  static var hasIPv6: Bool { (try? DatagramProbe.bind(.loopbackV6)) != nil }
}
