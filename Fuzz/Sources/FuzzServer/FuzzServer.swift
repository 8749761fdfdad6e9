import Glibc
import StunTurn

/// How many events all inputs so far made; printed when the fuzzer ends.
nonisolated(unsafe) private var eventCount = 0
/// When the first input came.
nonisolated(unsafe) private var started = 0

/// Lives through the events that the input decodes to with a server behind its front door: requests
/// are signed with the right key, so that what lies behind authentication is reached.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzServer(_ base: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  if started == 0 {
    started = time(nil)
    atexit {
      let seconds = max(1, time(nil) - started)
      print("\(eventCount) events, \(eventCount / seconds) a second")
    }
  }
  var world = ServerWorld(InputReader(UnsafeBufferPointer(start: base, count: count)))
  while world.step() {}
  world.finish()
  eventCount += world.eventCount
  return 0
}
