import SansIO

/// How a NAT that shares its external address among ports behaves (RFC 4787). Datagrams only.
public struct NAT: Sendable {
  /// What of the other end matters.
  public enum Behaviour: Sendable {
    /// Nothing: a "full cone".
    case endpointIndependent
    /// Its address.
    case addressDependent
    /// Its address and port: as mapping, a "symmetric" NAT.
    case addressAndPortDependent
  }

  /// RFC 4787 section 4.1: when a socket keeps its external port.
  public var mapping: Behaviour
  /// RFC 4787 section 5: who may send to an external port.
  public var filtering: Behaviour

  private struct Key: Hashable {
    var socket: Endpoint
    var other: Endpoint?
  }

  private struct Mapping {
    var socket: Endpoint
    var admitted: Set<Endpoint> = []
  }

  private var ports: [Key: UInt16] = [:]
  private var mappings: [UInt16: Mapping] = [:]
  private var nextPort: UInt16 = 20_000

  /// Makes a NAT without mappings.
  public init(mapping: Behaviour, filtering: Behaviour) {
    self.mapping = mapping
    self.filtering = filtering
  }

  /// Forgets all mappings, as a NAT does that restarts; new ones get other ports.
  public mutating func restart() {
    ports = [:]
    mappings = [:]
  }

  /// The external port for a datagram on its way out, which also admits answers.
  mutating func port(for socket: Endpoint, to destination: Endpoint) -> UInt16 {
    let key = Key(socket: socket, other: Self.part(of: destination, mapping))
    let port = ports[key] ?? nextPort
    if ports[key] == nil {
      ports[key] = port
      mappings[port] = Mapping(socket: socket)
      nextPort += 1
    }
    if let admitted = Self.part(of: destination, filtering) {
      mappings[port]?.admitted.insert(admitted)
    }
    return port
  }

  /// The socket behind an external port, if the sender may reach it.
  func socket(at port: UInt16, for source: Endpoint) -> Endpoint? {
    guard let mapping = mappings[port] else { return nil }
    guard let needed = Self.part(of: source, filtering) else { return mapping.socket }
    return mapping.admitted.contains(needed) ? mapping.socket : nil
  }

  private static func part(of other: Endpoint, _ behaviour: Behaviour) -> Endpoint? {
    switch behaviour {
    case .endpointIndependent: nil
    case .addressDependent: Endpoint(address: other.address, port: 0)
    case .addressAndPortDependent: other
    }
  }
}
