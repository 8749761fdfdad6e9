import SansIO

/// What an Allocate request asks for, once it is known to make sense (RFC 8656 section 7.2).
struct AllocationWish {
  /// Where the relay socket is to come from.
  enum Port {
    /// A port of this kind on the address of this family.
    case bound(IPAddress.Family, PortWalk.Parity)
    /// The port reserved under this token.
    case reserved(UInt64)
  }

  /// The port.
  let port: Port
  /// The lifetime asked for, in seconds.
  let lifetime: UInt32?

  /// How many ports it takes.
  var portCount: Int {
    if case .bound(_, .pair) = port { 2 } else { 1 }
  }

  /// Reads a request step by step in the RFC's order; `family` is for requests that name none.
  init(_ request: Request, family: IPAddress.Family) throws(Refusal) {
    try AllocationWish.checkTransport(request)
    let even = try request.read { message throws(AttributeError) in try message.evenPort() }
    let requested = try request.read { message throws(AttributeError) in
      try message.addressFamily(.requestedAddressFamily)
    }
    let additional = try request.read { message throws(AttributeError) in
      try message.addressFamily(.additionalAddressFamily)
    }
    let token = try request.read { message throws(AttributeError) in
      try message.uint64(.reservationToken)
    }
    lifetime = try request.read { message throws(AttributeError) in
      try message.uint32(.lifetime)
    }
    if let token {
      guard even == nil, requested == nil, additional == nil else { throw .reject(.badRequest) }
      port = .reserved(token)
      return
    }
    guard requested == nil || additional == nil, even != true || additional == nil,
      additional != IPAddress.Family.v4.rawValue
    else { throw .reject(.badRequest) }
    let chosen = try AllocationWish.family(requested, otherwise: family)
    port = .bound(chosen, even == nil ? .any : even == true ? .pair : .even)
  }

  /// 400 without REQUESTED-TRANSPORT, 442 for anything but UDP.
  private static func checkTransport(_ request: Request) throws(Refusal) {
    let transport = try request.read { message throws(AttributeError) in
      try message.requestedTransport()
    }
    guard let transport else { throw .reject(.badRequest) }
    guard transport == 17 else { throw .reject(.unsupportedTransportProtocol) }
  }

  private static func family(
    _ requested: UInt8?, otherwise family: IPAddress.Family
  ) throws(Refusal) -> IPAddress.Family {
    guard let requested else { return family }
    guard let family = IPAddress.Family(rawValue: requested) else {
      throw .reject(.addressFamilyNotSupported)
    }
    return family
  }
}
