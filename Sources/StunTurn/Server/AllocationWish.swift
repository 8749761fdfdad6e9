import SansIO

/// What an Allocate request asks for, once it is known to make sense (RFC 8656 section 7.2).
struct AllocationWish {
  /// The numbers of UDP and TCP in REQUESTED-TRANSPORT (RFC 8656 section 18.8).
  private static let (udp, tcp): (UInt8, UInt8) = (17, 6)

  /// Where the relay socket is to come from.
  enum Port {
    /// A port of this kind on the address of this family.
    case bound(IPAddress.Family, PortWalk.Parity)
    /// A port of this kind of each family: a dual allocation.
    case dual(PortWalk.Parity)
    /// A listener for streams on the address of this family (RFC 6062).
    case listening(IPAddress.Family)
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
    let transport = try AllocationWish.transport(of: request)
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
    if transport == AllocationWish.tcp {
      try AllocationWish.checkStream(request)
      guard even == nil, token == nil else { throw .reject(.badRequest) }
      port = .listening(try AllocationWish.family(requested, otherwise: family))
      return
    }
    if let token {
      guard even == nil, requested == nil, additional == nil else { throw .reject(.badRequest) }
      port = .reserved(token)
      return
    }
    guard requested == nil || additional == nil, even != true || additional == nil,
      additional != IPAddress.Family.v4.rawValue
    else { throw .reject(.badRequest) }
    let parity: PortWalk.Parity = even == nil ? .any : even == true ? .pair : .even
    let chosen = try AllocationWish.family(requested ?? additional, otherwise: family)
    port = additional == nil ? .bound(chosen, parity) : .dual(parity)
  }

  /// 400 without REQUESTED-TRANSPORT, 442 for anything but UDP and TCP.
  private static func transport(of request: Request) throws(Refusal) -> UInt8 {
    let transport = try request.read { message throws(AttributeError) in
      try message.requestedTransport()
    }
    guard let transport else { throw .reject(.badRequest) }
    guard transport == udp || transport == tcp else {
      throw .reject(.unsupportedTransportProtocol)
    }
    return transport
  }

  /// 400 for TCP asked for over datagrams or with DONT-FRAGMENT (RFC 6062 section 5.1), 403 for the
  /// holder of a credential with a rate: streams cannot be held to one without losing bytes.
  private static func checkStream(_ request: Request) throws(Refusal) {
    guard case .link = request.reply.route, !request.message.has(.dontFragment) else {
      throw .reject(.badRequest)
    }
    guard request.admission.scope == nil, request.admission.pass?.bitsPerSecond == nil else {
      throw .reject(.forbidden)
    }
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
