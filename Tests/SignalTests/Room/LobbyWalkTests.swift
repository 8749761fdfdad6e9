import SansIO
import SignaldCrypto
import TestSupport
import Testing

@testable import Signal

/// Random walks through the lobby, its books checked at every step.
struct LobbyWalkTests {
  /// What a walk knows of the lobby from outside.
  struct Walk: ~Copyable {
    var lobby: Lobby
    var random: Seeded
    var now = Instant(nanoseconds: 1_000_000_000_000)
    var ids: [ClientID] =
      [.loopback, .webLoopback] + ["short", "other"].compactMap { ClientID($0) }
    var links: Set<LinkID> = []
    var lastLink: UInt32 = 0
    let keys = ["a", "b", "c"].map { RoomKey(RoomName($0)!) }
    let addresses = (0..<3 as Range<UInt32>).map { IPAddress.v4($0) }

    init(seed: UInt64) {
      var limits = LobbyLimits()
      limits.lettersPerQueue = 5
      limits.bytesPerQueue = 100
      limits.bytesInAll = 300
      limits.membersPerAddress = 3
      limits.joinBurst = 1000
      limits.roomBurst = 1000
      lobby = Lobby(limits, entropy: Entropy(seed: seed))
      random = Seeded(seed: seed)
    }

    mutating func step() {
      let key = keys[random.below(keys.count)]
      let id = ids[random.below(ids.count)]
      let address = addresses[random.below(addresses.count)]
      let letter =
        random.chance(0.1) ? .bye : Letter(text: String(repeating: "x", count: random.below(40)))
      switch random.below(10) {
      case 0, 1: join(key, address)
      case 2: _ = lobby.post(letter, from: id, in: key, at: now)
      case 3: _ = lobby.post(letter, from: id, in: key, at: address, at: now)
      case 4: lobby.leave(key, id, at: now)
      case 5: lobby.delete(key, id, at: now)
      case 6:
        lastLink += 1
        links.insert(.test(lastLink))
        _ = lobby.register(.test(lastLink), as: id, in: key, from: address, at: now)
      case 7:
        if let link = links.sorted(by: { $0.index < $1.index }).randomOne(&random) {
          _ = lobby.send(letter, on: link, at: now)
        }
      case 8:
        if let link = links.sorted(by: { $0.index < $1.index }).randomOne(&random) {
          links.remove(link)
          lobby.close(link, at: now)
        }
      default:
        now = now.adding(milliseconds: UInt64(random.below(8000)))
        lobby.expire(at: now)
      }
      carryOut()
    }

    private mutating func join(_ key: RoomKey, _ address: IPAddress) {
      let joinKey = JoinKey("a-key-that-is-long-\(random.below(3))")
      let answer = lobby.join(
        key, from: address, as: random.chance(0.3) ? joinKey : nil,
        isLoopback: random.chance(0.2), at: now)
      if case .joined(let id, _, _) = answer { ids.append(id) }
      if ids.count > 12 { ids.remove(at: 4) }
    }

    /// Letters and closings may only concern sockets that are there.
    private mutating func carryOut() {
      for effect in lobby.takeEffects() {
        switch effect {
        case .deliver(_, let link), .probe(let link): #expect(links.contains(link))
        case .close(let link, _): #expect(links.remove(link) != nil)
        case .arrived, .departed: break
        }
      }
    }

    func check() {
      var bytes = 0
      var held: [IPAddress: Int] = [:]
      for (key, tenancy) in lobby.rooms {
        #expect((1...2).contains(tenancy.room.members.count) && tenancy.key == key)
        #expect(lobby.numbers[tenancy.number] == key)
        bytes += tenancy.room.byteCount
        for member in tenancy.room.members {
          if member.admission != .phantom { held[member.address, default: 0] += 1 }
          guard let link = member.link else { continue }
          #expect(lobby.sockets[link] == .member(key, member.id) && member.inbox.isEmpty)
        }
      }
      #expect(bytes == lobby.byteCount && lobby.numbers.count == lobby.rooms.count)
      for address in addresses {
        #expect(lobby.book.held(address, \.members) == held[address] ?? 0)
      }
      for (link, standing) in lobby.sockets {
        #expect(links.contains(link))
        guard case .member(let key, let id) = standing else { continue }
        #expect(lobby.rooms[key]?.room[id]?.link == link)
      }
    }

    /// Everybody goes, and nothing stays.
    mutating func end() {
      for link in links { lobby.close(link, at: now) }
      now = now.adding(seconds: 86_401)
      lobby.expire(at: now)
      #expect(lobby.roomCount == 0 && lobby.socketCount == 0 && lobby.byteCount == 0)
      #expect(lobby.deadline == nil && lobby.numbers.isEmpty)
      for address in addresses { #expect(lobby.book.held(address, \.members) == 0) }
    }
  }

  @Test func `whatever happens, rooms hold two, books are true and nothing stays behind`() async {
    await forEachSeed(256) { seed in
      var walk = Walk(seed: seed)
      for _ in 0..<150 {
        walk.step()
        walk.check()
      }
      walk.end()
    }
  }
}

extension Array {
  /// A random element, `nil` of none.
  fileprivate func randomOne(_ random: inout Seeded) -> Element? {
    isEmpty ? nil : self[random.below(count)]
  }
}
