import CSignaldLinux
import SansIO

/// Everything of a loop that does not depend on which machine it runs: sockets, links, and what the
/// machine is still to be told.
struct Core: ~Copyable {
  let loop: LoopID
  let settings: ReactorSettings
  var poller: Poller
  var now = Clock.now()
  var statistics = ReactorStatistics()

  var sockets = SlotTable<UDPSocket>()
  var receiver = UDPReceiver()
  var sender = UDPSender()
  /// Off once the kernel refused a train.
  var joinsTrains: Bool

  /// What leaves for other loops once the outbox has been executed.
  var departures: [Departure] = []

  private var notices: [Notice] = []
  private var firstNotice = 0

  init(loop: LoopID, settings: ReactorSettings) throws(SystemError) {
    let poller = try Poller()
    self.loop = loop
    self.settings = settings
    self.poller = poller
    joinsTrains = settings.joinsTrains
  }

  // MARK: Notices

  var hasNotices: Bool { firstNotice < notices.count }

  mutating func tell(_ notice: Notice) { notices.append(notice) }

  mutating func nextNotice() -> Notice? {
    guard hasNotices else { return nil }
    let notice = notices[firstNotice]
    firstNotice += 1
    if firstNotice == notices.count {
      notices.removeAll(keepingCapacity: true)
      firstNotice = 0
    }
    return notice
  }

  // MARK: The outbox

  /// Does what the machine wanted, in its order.
  mutating func execute(_ outbox: inout Outbox) {
    for index in 0..<outbox.count {
      let order = outbox[index]
      switch order.purpose {
      case .datagram(let path, let marking):
        // The outbox is not emptied before the datagrams have left.
        unsafe send(outbox.storage(of: order), order.header, along: path, marked: marking)
      case .link:
        break
      case .action(let number):
        flushDatagrams()
        perform(outbox.action(number), &outbox)
      }
    }
    flushDatagrams()
    outbox.removeAll()
    receiver.reset()
  }

  private mutating func perform(_ action: Action, _ outbox: inout Outbox) {
    switch action {
    case .open(let opening, let ticket): tell(.opened(ticket, open(opening, ticket)))
    case .close(let socket): close(socket)
    case .handSocket(let socket, let loop, let ticket): hand(socket, to: loop, as: ticket)
    default: break
    }
  }

  private mutating func open(_ opening: Opening, _ ticket: Ticket) -> Opened {
    do throws(SystemError) {
      switch opening {
      case .udp(let address, let port):
        let endpoint = Endpoint(address: address, port: port ?? 0)
        let (socket, bound) = try openSocket(at: endpoint, owner: ticket.owner)
        return .socket(socket, bound)
      case .udpPair(let address, let evenPort):
        return try openPair(at: Endpoint(address: address, port: evenPort), owner: ticket.owner)
      default: return .failed(.local)
      }
    } catch { return .failed(Ending(code: error.code)) }
  }
}
