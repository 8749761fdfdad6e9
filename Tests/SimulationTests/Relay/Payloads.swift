import SansIO
import TestSupport

/// Everything applications said to one another, so that whatever arrives can be told to be what was
/// sent, and by whom.
final class Payloads {
  /// Who is to be seen as the sender.
  enum Source {
    /// This endpoint.
    case place(Endpoint)
    /// A relayed address that this 5-tuple has or had: a client that lost an answer does not know.
    case flow(RelayModel.Flow)
  }

  private struct Said {
    let bytes: [UInt8]
    let source: Source
  }

  private unowned let world: World
  private var said: [Said] = []
  /// All relayed addresses a 5-tuple ever had.
  var names: (RelayModel.Flow) -> Set<Endpoint> = { _ in [] }
  /// How many arrived.
  private(set) var arrived = 0

  init(world: World) { self.world = world }

  /// Makes a payload that receivers will see coming from a place.
  func make(from place: Endpoint) -> [UInt8] { make(from: .place(place)) }

  /// Makes a payload that receivers will see coming from `source`.
  func make(from source: Source) -> [UInt8] {
    let number = UInt32(said.count)
    let head = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> UInt32($0)) }
    let count = world.random.chance(0.1) ? world.random.pick(0...1200) : world.random.below(40)
    let bytes = head + world.random.bytes(count)
    said.append(Said(bytes: bytes, source: source))
    return bytes
  }

  /// Fails the world unless `bytes` were made to come from `source`.
  func check(_ bytes: [UInt8], from source: Endpoint, at receiver: String) {
    arrived += 1
    let number = bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) }
    guard bytes.count >= 4, number < said.count else {
      return world.fail("\(receiver) got what nobody said: \(bytes.hexText(limit: 32))")
    }
    guard said[number].bytes == bytes else {
      return world.fail("\(receiver) got message \(number) mutilated")
    }
    let isRight =
      switch said[number].source {
      case .place(let place): place == source
      case .flow(let flow): names(flow).contains(source)
      }
    if !isRight {
      world.fail("\(receiver) got message \(number), \(said[number].source), from \(source)")
    }
  }
}
