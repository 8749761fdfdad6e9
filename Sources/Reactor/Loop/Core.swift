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

  var listeners = SlotTable<TCPListener>()
  var links = SlotTable<TCPLink>()
  var scratch: LinkScratch
  var linkSender = LinkSender()
  var contexts: TLSContexts
  var timers = Timers<TimerKey>()
  /// Makes room for refusing a connection when descriptors have run out.
  var spare: Descriptor?
  /// How many handshakes may go on before datagrams have their turn again.
  var handshakesLeft = 0

  /// What leaves for other loops once the outbox has been executed.
  var departures: [Departure] = []

  private var notices: [Notice] = []
  private var firstNotice = 0

  init(loop: LoopID, settings: ReactorSettings, contexts: TLSContexts) throws(SystemError) {
    let poller = try Poller()
    self.loop = loop
    self.settings = settings
    self.poller = poller
    self.contexts = contexts
    scratch = LinkScratch(maximumKept: settings.maximumKept)
    joinsTrains = settings.joinsTrains
    keepSpare()
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
      case .link(let link):
        // Likewise.
        unsafe write(outbox.storage(of: order), order, to: link, &outbox)
      case .action(let number):
        flushDatagrams()
        flushStream(&outbox)
        perform(outbox.action(number), &outbox)
      }
    }
    flushDatagrams()
    flushStream(&outbox)
    outbox.removeAll()
    receiver.reset()
  }
}
