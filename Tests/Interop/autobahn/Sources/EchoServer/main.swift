import Foundation
import Reactor
import SansIO

// Listens on loopback, prints the port, and serves until it is killed.
var settings = ReactorSettings()
// The suite sends messages of 16 MiB, and reads their echoes as it likes.
settings.marks = LinkBacklog.Marks(
  low: 1_048_576, high: 33_554_432, limit: 134_217_728)
var reactor = try Reactor(
  loop: LoopID(rawValue: 0), running: EchoServer(), mailboxes: [Mailbox()], settings: settings)
let (_, endpoint) = try reactor.listen(tcp: Endpoint(address: .v4(0x7F00_0001), port: 0))
// Not `print`, which would keep it until there is more.
FileHandle.standardOutput.write(Data("\(endpoint.port)\n".utf8))
try reactor.run()
