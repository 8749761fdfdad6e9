public import SansIO

/// The rule that decided about a peer, to be told to people.
public struct PeerRule: Hashable, Sendable {
  /// The kinds of rules, in the order in which they are asked.
  public enum Basis: Hashable, Sendable {
    /// One of this server's listeners: packets would go round for ever.
    case ownListener
    /// No port.
    case portZero
    /// A block that even the operator cannot allow.
    case forbidden(SpecialPrefix)
    /// The operator denies this block to the user.
    case userDenies(IPPrefix)
    /// The operator denies this block.
    case operatorDenies(IPPrefix)
    /// A relayed address of this server: two of its clients talk to each other.
    case ownRelay
    /// The operator allows this block to the user.
    case userAllows(IPPrefix)
    /// The operator allows this block.
    case operatorAllows(IPPrefix)
    /// This host, but not a relay port.
    case ownHost
    /// A block that is not for everybody.
    case special(SpecialPrefix)
    /// Nothing speaks against it.
    case unlisted
  }

  /// What decided.
  public let basis: Basis
  /// What it was asked about: the peer's address, or an IPv4 address held in it.
  public let address: IPAddress

  /// The block that decided, if one did.
  public var prefix: IPPrefix? {
    switch basis {
    case .forbidden(let line), .special(let line): line.prefix
    case .operatorDenies(let prefix), .operatorAllows(let prefix), .userDenies(let prefix),
      .userAllows(let prefix):
      prefix
    case .ownListener, .portZero, .ownRelay, .ownHost, .unlisted: nil
    }
  }

  /// Why, in words.
  public var reason: StaticString {
    switch basis {
    case .ownListener: "a listener of this server"
    case .portZero: "no port"
    case .forbidden(let line), .special(let line): line.purpose
    case .userDenies: "denied to the user by the configuration"
    case .operatorDenies: "denied by the configuration"
    case .ownRelay: "a relayed address of this server"
    case .userAllows: "allowed to the user by the configuration"
    case .operatorAllows: "allowed by the configuration"
    case .ownHost: "this host, but not a relay port"
    case .unlisted: "no rule against it"
    }
  }

  /// The document behind it; empty for what the operator decided.
  public var reference: StaticString {
    switch basis {
    case .ownListener, .ownRelay, .ownHost: "RFC 8656 section 21.1.7"
    case .portZero: "RFC 768"
    case .forbidden(let line), .special(let line): line.reference
    case .userDenies, .userAllows, .operatorDenies, .operatorAllows, .unlisted: ""
    }
  }
}

extension PeerRule: CustomStringConvertible {
  /// `10.0.0.1 in 10.0.0.0/8: private use (RFC 1918)`.
  public var description: String {
    let place = prefix.map { " in \($0)" } ?? ""
    let document = reference.utf8CodeUnitCount == 0 ? "" : " (\(reference))"
    return "\(address)\(place): \(reason)\(document)"
  }
}
