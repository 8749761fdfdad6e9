import SansIO
import SignaldCrypto
import TestSupport
import Testing

@testable import Signal

/// A lobby that is played like a script: one line a step, what happens and what comes of it.
///
/// Members are called as the script calls them when they join; letters are words.
///
/// ```
/// join A            -> initiator []
/// message A hello   -> sent
/// join B            -> answerer [hello]
/// register 2 B      -> accepted
/// message A more    -> sent, 2 gets more
/// ```
struct Hall: ~Copyable {
  var lobby: Lobby
  var now = Instant(nanoseconds: 1_000_000_000_000)
  let key = RoomKey(RoomName("r")!)
  var ids: [String: ClientID] = [:]
  var address = IPAddress.v4(0xC000_0201)

  init(_ limits: LobbyLimits = LobbyLimits()) {
    lobby = Lobby(limits, entropy: Entropy(seed: 1))
  }

  /// Plays the lines of a script and compares what comes of each.
  static func play(
    _ script: String, _ limits: LobbyLimits = LobbyLimits(),
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var hall = Hall(limits)
    for line in script.split(separator: "\n") {
      let sides = line.split(separator: "->", omittingEmptySubsequences: false)
      let words = sides[0].split(separator: " ").map(String.init)
      let expected = sides.count > 1 ? sides[1].split(separator: " ").joined(separator: " ") : ""
      let outcome = hall.step(words).joined(separator: ", ")
      #expect(outcome == expected, "\(line)", sourceLocation: sourceLocation)
    }
  }

  mutating func step(_ words: [String]) -> [String] {
    var outcome: [String] = []
    switch words[0] {
    case "join": outcome = [join(words)]
    case "message":
      outcome = ["\(lobby.post(Hall.letter(words[2]), from: id(words[1]), in: key, at: now))"]
    case "register":
      let link = LinkID.test(UInt32(words[1])!)
      let answer = lobby.register(link, as: id(words[2]), in: key, from: address, at: now)
      outcome = ["\(answer)"]
    case "post":
      let letter = Hall.letter(words[2])
      outcome = ["\(lobby.post(letter, from: id(words[1]), in: key, at: address, at: now))"]
    case "send":
      let letter = Hall.letter(words[2])
      if !lobby.send(letter, on: .test(UInt32(words[1])!), at: now) { outcome = ["unregistered"] }
    case "leave": lobby.leave(key, id(words[1]), at: now)
    case "delete": lobby.delete(key, id(words[1]), at: now)
    case "close": lobby.close(.test(UInt32(words[1])!), at: now)
    case "wait": wait(milliseconds: UInt64(Double(words[1])! * 1000))
    default: Issue.record("no step is called \(words[0])")
    }
    return outcome + lobby.takeEffects().compactMap(Hall.text)
  }

  private mutating func join(_ words: [String]) -> String {
    let joinKey = words.count > 2 ? JoinKey("a-key-long-enough-\(words[2])") : nil
    let isLoopback = words.last == "loopback"
    let answer = lobby.join(
      key, from: address, as: isLoopback ? nil : joinKey, isLoopback: isLoopback, at: now)
    switch answer {
    case .joined(let id, let isInitiator, let letters):
      let repeats = ids[words[1]] == id ? "again " : ""
      ids[words[1]] = id
      let texts = letters.map { String(decoding: $0.escaped, as: UTF8.self) }
      return repeats + (isInitiator ? "initiator" : "answerer")
        + " [\(texts.joined(separator: " "))]"
    case .full: return "full"
    case .refused: return "refused"
    }
  }

  private mutating func wait(milliseconds: UInt64) {
    let end = now.adding(milliseconds: milliseconds)
    while let deadline = lobby.deadline, deadline <= end {
      now = max(now, deadline)
      lobby.expire(at: now)
    }
    now = end
  }

  private func id(_ name: String) -> ClientID { ids[name] ?? ClientID(name)! }

  static func letter(_ word: String) -> Letter {
    word == "bye" ? .bye : Letter(text: word)
  }

  private static func text(_ effect: LobbyEffect) -> String? {
    switch effect {
    case .deliver(let letter, let link):
      let text = letter.isBye ? "bye" : String(decoding: letter.escaped, as: UTF8.self)
      return "\(link.index) gets \(text)"
    case .close(let link, let reason): return "\(link.index) is closed as \(reason)"
    case .probe(let link): return "\(link.index) is probed"
    case .arrived, .departed: return nil
    }
  }
}
