import CSignaldLinux
import SansIO

/// Everything of a loop that does not depend on which machine it runs: sockets, links, and what the
/// machine is still to be told.
struct Core: ~Copyable {
  /// Which loop this is.
  let loop: LoopID
  /// The numbers it works with.
  let settings: ReactorSettings
  /// What it sleeps on.
  var poller: Poller
  /// The present, as read at the beginning of the turn.
  var now = Clock.now()
  /// What was counted.
  var statistics = ReactorStatistics()

  /// The datagram sockets.
  var sockets = SlotTable<UDPSocket>()
  /// Where datagrams arrive.
  var receiver = UDPReceiver()
  /// Datagrams about to leave.
  var sender = UDPSender()
  /// Off once the kernel refused a train.
  var joinsTrains: Bool

  /// The DTLS associations.
  var associations = Associations()

  /// The sockets that accept streams.
  var listeners = SlotTable<TCPListener>()
  /// Which number the next of them gets, if it is free.
  var nextListener: UInt16 = 0
  /// The streams.
  var links = SlotTable<TCPLink>()
  /// Where stream bytes arrive.
  var scratch: LinkScratch
  /// Stream bytes about to leave.
  var linkSender = LinkSender()
  /// What streams are secured with.
  var contexts: TLSContexts
  /// The loop's own deadlines.
  var timers = Timers<TimerKey>()
  /// Makes room for refusing a connection when descriptors have run out.
  var spare: Descriptor?
  /// The thread handshakes go on in, once there was one and if it is wanted.
  var handshaker: Handshaker?
  /// Where what comes back from it is left.
  var sessionReturn: (@Sendable (SessionParcel) -> Void)?
  /// How many handshakes may go on before datagrams have their turn again.
  var handshakesLeft = 0

  /// How many DTLS handshakes may begin in this turn.
  var greetingsLeft = 0

  /// What leaves for other loops once the outbox has been executed.
  var departures: [Departure] = []

  private var notices: [Notice] = []
  private var firstNotice = 0

  /// Makes a loop without sockets.
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

  /// Whether the machine is still to be told something.
  var hasNotices: Bool { firstNotice < notices.count }

  /// Has the machine told once the outbox has been executed.
  mutating func tell(_ notice: Notice) { notices.append(notice) }

  /// The oldest notice, taken out.
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
