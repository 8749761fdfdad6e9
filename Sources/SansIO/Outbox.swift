/// What a machine wants done. It is filled during one call and emptied by the driver after it.
///
/// The data plane (`forward`) copies nothing: the bytes stay where they were received, and the
/// driver does not reuse that memory before it has emptied the outbox. The control plane (`send`,
/// `write`) writes into the outbox's own slab. Orders keep the sequence in which they were given.
public struct Outbox: ~Copyable {
  /// Who owns what is opened next; a composite sets it before it calls a part.
  public var owner = Owner(rawValue: 0)
  /// How full each link is; the driver keeps it true.
  public var backlog: LinkBacklog

  private var orders: [Order] = []
  private var actions: [Action] = []
  private var slab: Slab
  private var keptCount = 0

  /// Makes an empty outbox; it grows to the largest turn and keeps that size.
  public init(marks: LinkBacklog.Marks = LinkBacklog.Marks()) {
    backlog = LinkBacklog(marks: marks)
    slab = Slab(capacity: 65_536)
    orders.reserveCapacity(256)
    actions.reserveCapacity(64)
  }

  // MARK: Data plane

  /// Sends a part of a received datagram on, in place.
  public mutating func forward(
    _ payload: RawSpan, of datagram: Datagram, along path: Path, marked marking: Marking
  ) {
    precondition(datagram.bytes.byteOffsets(of: payload) != nil)
    append(.datagram(path, marking), payload)
  }

  /// Sends a received datagram on, in place, with four bytes before it.
  public mutating func forward(
    _ datagram: Datagram, behind header: UInt32, along path: Path, marked marking: Marking
  ) {
    append(.datagram(path, marking), datagram.bytes, header: header)
  }

  /// Sends a part of received stream bytes on as one datagram, in place.
  public mutating func forward(
    _ payload: RawSpan, of chunk: Chunk, along path: Path, marked marking: Marking
  ) {
    precondition(chunk.bytes.byteOffsets(of: payload) != nil)
    append(.datagram(path, marking), payload)
  }

  /// Sends a part of a received datagram on over a stream, framed by header and zero padding.
  @discardableResult
  public mutating func forward(
    _ payload: RawSpan, of datagram: Datagram, behind header: UInt32?, padding: Int, to link: LinkID
  ) -> Flow {
    precondition(datagram.bytes.byteOffsets(of: payload) != nil)
    return append(payload, behind: header, padding: padding, to: link)
  }

  /// Sends a part of received stream bytes on over a stream, framed by header and zero padding.
  @discardableResult
  public mutating func forward(
    _ payload: RawSpan, of chunk: Chunk, behind header: UInt32?, padding: Int, to link: LinkID
  ) -> Flow {
    precondition(chunk.bytes.byteOffsets(of: payload) != nil)
    return append(payload, behind: header, padding: padding, to: link)
  }

  // MARK: Control plane

  /// Sends one datagram that `body` writes, at most `capacity` bytes. Nothing leaves if it throws.
  public mutating func send<E: Error>(
    along path: Path, marked marking: Marking = Marking(), capacity: Int,
    _ body: (inout OutputRawSpan) throws(E) -> Void
  ) throws(E) {
    let range = try slab.append(capacity: capacity, body)
    orders.append(Order(.datagram(path, marking), slab: range))
  }

  /// Appends what `body` writes to a stream, whole. Nothing is queued if it throws.
  @discardableResult
  public mutating func write<E: Error>(
    to link: LinkID, capacity: Int, _ body: (inout OutputRawSpan) throws(E) -> Void
  ) throws(E) -> Flow {
    guard backlog.holds(link) else { return .full }
    let range = try slab.append(capacity: capacity, body)
    return admit(range.count, to: link) ? queue(Order(.link(link), slab: range)) : .full
  }

  /// Opens something; the answer carries the ticket's number and this outbox's owner.
  public mutating func open(_ opening: Opening, as ticket: Ticket) {
    act(.open(opening, Ticket(ticket.number, owner: owner)))
  }

  /// Closes a datagram socket after what was sent on it before.
  public mutating func close(_ socket: SocketID) { act(.close(socket)) }
  /// Listens no more; the streams a listener has brought live on.
  public mutating func closeListener(_ number: UInt16) { act(.closeListener(number)) }
  /// Half-closes a stream after what is queued; it closes when the peer has finished too.
  public mutating func finish(_ link: LinkID) { act(.finish(link)) }
  /// Resets a stream and drops its queue.
  public mutating func abort(_ link: LinkID) { act(.abort(link)) }
  /// Reads no more from a stream until it is resumed.
  public mutating func pause(_ link: LinkID) { act(.pause(link)) }
  /// Reads from a paused stream again.
  public mutating func resume(_ link: LinkID) { act(.resume(link)) }

  /// Keeps the end of a chunk: it comes again, with what follows it. All else is used up.
  public mutating func keep(_ tail: RawSpan, of chunk: Chunk) {
    guard let place = chunk.bytes.byteOffsets(of: tail) else { preconditionFailure() }
    precondition(tail.isEmpty || place.upperBound == chunk.bytes.byteCount)
    keptCount = tail.byteCount
  }

  /// Speaks TLS on a stream after what is queued: as this client, or as the server when `nil`.
  public mutating func secure(_ link: LinkID, as side: Secure?) { act(.secure(link, side)) }

  /// Moves a stream to another loop, where it opens anew for that owner.
  public mutating func hand(_ link: LinkID, to loop: LoopID, for owner: Owner) {
    act(.handLink(link, loop, owner))
  }

  /// Moves a datagram socket to another loop, which is told `.opened` with this ticket.
  public mutating func hand(_ socket: SocketID, to loop: LoopID, as ticket: Ticket) {
    act(.handSocket(socket, loop, Ticket(ticket.number, owner: owner)))
  }

  // MARK: For the driver

  /// How many orders wait.
  public var count: Int { orders.count }
  /// Whether nothing waits.
  public var isEmpty: Bool { orders.isEmpty }
  /// The order at this place, oldest first.
  public subscript(_ index: Int) -> Order { orders[index] }
  /// The action of this number, from `Order.Purpose.action`.
  public func action(_ number: Int) -> Action { actions[number] }

  /// The payload of an order, without header and padding; good until the outbox is emptied.
  @unsafe
  public func storage(of order: Order) -> UnsafeRawBufferPointer {
    if let source = unsafe order.source {
      return unsafe UnsafeRawBufferPointer(start: source, count: order.count)
    }
    return unsafe slab.pointer(to: order.offset..<order.offset + order.count)
  }

  /// A copy of an order's bytes with header and padding.
  public func copy(of order: Order) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(order.totalCount)
    if let header = order.header {
      for shift: UInt32 in [24, 16, 8, 0] {
        bytes.append(UInt8(truncatingIfNeeded: header >> shift))
      }
    }
    // The storage is read before anything can empty the outbox.
    unsafe bytes.append(contentsOf: storage(of: order))
    bytes.append(contentsOf: repeatElement(0, count: Int(order.padding)))
    return bytes
  }

  /// How many bytes at the end of the last chunk were kept; asking resets it.
  public mutating func takeKeptCount() -> Int {
    defer { keptCount = 0 }
    return keptCount
  }

  /// Forgets all orders; the memory of forwarded bytes may be reused from here on.
  public mutating func removeAll() {
    orders.removeAll(keepingCapacity: true)
    if !actions.isEmpty { actions.removeAll(keepingCapacity: true) }
    slab.removeAll()
  }

  // MARK: Inside

  private mutating func append(
    _ purpose: Order.Purpose, _ payload: RawSpan, header: UInt32? = nil, padding: Int = 0
  ) {
    // The pointer outlives the closure on purpose: the driver keeps the bytes in place until it has
    // emptied the outbox, which is the contract of `Datagram` and `Chunk`.
    let source = unsafe payload.withUnsafeBytes { unsafe $0 }
    unsafe orders.append(Order(purpose, header: header, padding: padding, source: source))
  }

  private mutating func append(
    _ payload: RawSpan, behind header: UInt32?, padding: Int, to link: LinkID
  ) -> Flow {
    precondition((0...3).contains(padding))
    let total = payload.byteCount + (header == nil ? 0 : 4) + padding
    guard admit(total, to: link) else { return .full }
    append(.link(link), payload, header: header, padding: padding)
    return backlog.flow(of: link)
  }

  private mutating func queue(_ order: Order) -> Flow {
    orders.append(order)
    guard case .link(let link) = order.purpose else { return .open }
    return backlog.flow(of: link)
  }

  /// Counts bytes in, or closes the link that would pass its limit.
  private mutating func admit(_ count: Int, to link: LinkID) -> Bool {
    switch backlog.add(count, to: link) {
    case .accepted: return true
    case .gone: return false
    case .overflows:
      backlog.close(link)
      act(.overflow(link))
      return false
    }
  }

  private mutating func act(_ action: Action) {
    orders.append(Order(.action(actions.count), slab: 0..<0))
    actions.append(action)
  }
}
