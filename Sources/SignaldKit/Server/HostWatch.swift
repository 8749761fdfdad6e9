import Reactor
import SansIO
import StunTurn

/// Tells every loop where the whole process listens and which addresses the host has, at once and
/// whenever these have changed: an address that comes later is ours too.
struct HostWatch: Sendable {
  /// How often the addresses are looked at.
  static let interval: Duration = .seconds(5)

  private let task: Task<Void, Never>

  /// Tells the loops, and keeps watching until it is stopped.
  init(
    _ listening: Service.Listening, mailboxes: [Mailbox<Node.Command>],
    every interval: Duration = interval
  ) throws(ServiceError) {
    var known: OwnPlaces
    do throws(SystemError) {
      known = try listening.ownPlaces()
    } catch {
      throw .system(error)
    }
    HostWatch.tell(known, mailboxes)
    task = Task.detached { [known] in
      var known = known
      while (try? await Task.sleep(for: interval)) != nil {
        // A system that cannot list its addresses for a while is asked again later.
        guard let places = try? listening.ownPlaces(), places != known else { continue }
        known = places
        HostWatch.tell(known, mailboxes)
      }
    }
  }

  /// Watches no longer.
  func stop() { task.cancel() }

  /// Watches no longer, and holds nothing any more when this returns.
  func end() async {
    task.cancel()
    await task.value
  }

  private static func tell(_ places: OwnPlaces, _ mailboxes: [Mailbox<Node.Command>]) {
    for mailbox in mailboxes { mailbox.post(.relay(.own(places))) }
  }
}

extension Service.Listening {
  /// All listeners, and the addresses that those on a wildcard are reached by.
  func ownPlaces() throws(SystemError) -> OwnPlaces {
    let addresses = try Interfaces.addresses(includingUnusable: true).map(\.address)
    return OwnPlaces(listeners: turn + turns + natDiscovery + http + https, addresses: addresses)
  }
}
