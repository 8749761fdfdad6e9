import SansIO
import Testing
import TestSupport

@testable import SignaldKit

/// Whom a stream is for: by the protocol agreed on, else by its first bytes.
struct DoorTests {
  private static let binding = hex("0001 0000 2112a442 000102030405060708090a0b")
  private let link = LinkID.test(4, owner: 3)

  private func door(_ pages: Door.Pages = Door.Pages(plain: true, secure: true)) -> Rig<Door> {
    var door = Door(of: LoopID(rawValue: 1), seed: 7)
    door.pages = pages
    return Rig(door)
  }

  private var toRelay: Output {
    .action(.handLink(link, LoopID(rawValue: 1), Owner(rawValue: 1)))
  }
  private var toRooms: Output {
    .action(.handLink(link, LoopID(rawValue: 0), Owner(rawValue: 2)))
  }
  private var away: Output { .action(.abort(link)) }

  private func info(_ alpn: String?) -> LinkInfo {
    var info = LinkInfo.test(isSecure: true)
    info.alpn = alpn
    return info
  }

  // Point 66.
  @Test func `RFC 7443 §3 a stream goes where the protocol agreed on belongs`() {
    for (name, output) in [
      ("stun.turn", toRelay), ("stun.nat-discovery", toRelay), ("http/1.1", toRooms),
      ("h2", away),
    ] {
      var rig = door()
      let outputs = rig.open(link, info(name))
      #expect(outputs == [output], "\(name)")
      #expect(rig.machine.count == 0 && rig.machine.deadline == nil)
    }
  }

  // Point 66: without ALPN the bytes tell, wherever they are cut.
  @Test func `RFC 7443 §3 without a protocol agreed on the first bytes tell`() {
    for cut in 1..<20 {
      var rig = door()
      var outputs = rig.open(link, info(nil))
      outputs += rig.receive(stream: Array(Self.binding[..<cut]), on: link)
      #expect(outputs == (cut < 8 ? [] : [toRelay]))
      if cut >= 8 { continue }
      #expect(rig.kept[link] == Array(Self.binding[..<cut]))
      let rest = rig.receive(stream: Array(Self.binding[cut...]), on: link)
      #expect(rest == [toRelay])
    }
  }

  @Test(arguments: ["G", "GET / HTTP/1.1\r\n", "post", "Options"])
  func `letters are HTTP`(text: String) {
    var rig = door()
    rig.open(link)
    let outputs = rig.receive(stream: Array(text.utf8), on: link)
    #expect(outputs == [toRooms] && rig.machine.count == 0)
  }

  @Test func `all else is closed at its first byte, or where a cookie is missing`() {
    for first in 0...255 as ClosedRange<UInt8> {
      let isLetter = Character(UnicodeScalar(first)).isLetter && first < 128
      if isLetter { continue }
      var rig = door()
      rig.open(link)
      let outputs = rig.receive(stream: [first, 1, 0, 0, 0, 0, 0, 0], on: link)
      #expect(outputs == [away], "\(first)")
    }
  }

  @Test func `pages are shown only where they are served`() {
    for isSecure in [true, false] {
      for pages in [Door.Pages(plain: true), Door.Pages(secure: true), Door.Pages()] {
        var rig = door(pages)
        rig.open(link, .test(isSecure: isSecure))
        let outputs = rig.receive(stream: Array("GET".utf8), on: link)
        #expect(outputs == [(isSecure ? pages.secure : pages.plain) ? toRooms : away])
      }
    }
  }

  @Test(arguments: [[], [0, 1, 0]] as [[UInt8]])
  func `who says too little is sent away in time`(bytes: [UInt8]) {
    var rig = door()
    rig.open(link)
    if !bytes.isEmpty { rig.receive(stream: bytes, on: link) }
    #expect(rig.advance(milliseconds: 9900).isEmpty)
    let outputs = rig.advance(milliseconds: 200)
    #expect(outputs == [away] && rig.machine.count == 0)
  }

  @Test func `who ends or breaks off undecided is forgotten`() {
    for isReset in [true, false] {
      var rig = door()
      rig.open(link)
      let outputs = isReset ? rig.close(link, .reset) : rig.end(link)
      #expect(outputs == (isReset ? [] : [away]))
      #expect(rig.machine.count == 0 && rig.machine.deadline == nil)
    }
  }

  @Test func `the undecided of one network are few, and there is room for others`() {
    var rig = door()
    for index in 0..<UInt32(Door.limitPerNetwork) {
      let outputs = rig.open(.test(index), .test(client: "192.0.2.\(index % 256):1"))
      #expect(outputs.isEmpty)
    }
    let last = LinkID.test(UInt32(Door.limitPerNetwork))
    let refused = rig.open(last, .test(client: "192.0.2.7:1"))
    #expect(refused == [.action(.abort(last))] && rig.machine.refusedCount == 1)
    let other = LinkID.test(last.index + 1)
    let others = rig.open(other, .test(client: "198.51.100.7:1"))
    #expect(others.isEmpty)
    rig.receive(stream: [UInt8(ascii: "G")], on: .test(0))
    let next = rig.open(.test(0, generation: 1), .test(client: "192.0.2.7:1"))
    #expect(next.isEmpty && rig.machine.count == Door.limitPerNetwork + 1)
  }
}
