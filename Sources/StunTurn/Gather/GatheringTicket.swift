import SansIO

/// What an opening was for, as a ticket's number.
enum GatheringTicket: Hashable {
  /// The socket of the base at this place.
  case base(Int)
  /// What the job at this place asked for, the n-th time.
  case job(Int, opening: UInt8)

  private static let jobBit: UInt64 = 1 << 40

  /// Reads a ticket.
  init(_ ticket: Ticket) {
    let place = Int(UInt32(truncatingIfNeeded: ticket.number))
    if ticket.number & GatheringTicket.jobBit == 0 {
      self = .base(place)
    } else {
      self = .job(place, opening: UInt8(truncatingIfNeeded: ticket.number >> 32))
    }
  }

  /// The ticket to hand out.
  var ticket: Ticket {
    switch self {
    case .base(let place): Ticket(UInt64(place))
    case .job(let place, let opening):
      Ticket(GatheringTicket.jobBit | UInt64(opening) << 32 | UInt64(place))
    }
  }
}
