import Testing

@testable import Reactor

@Suite struct ByteQueueTests {
  @Test func `bytes come out as they went in, however they are cut`() {
    for step in [1, 2, 3, 7, 100, 1_000] {
      var queue = ByteQueue()
      var received: [UInt8] = []
      let sent = (0..<5_000).map { UInt8(truncatingIfNeeded: $0) }
      for start in stride(from: 0, to: sent.count, by: 50) {
        queue.append(Array(sent[start..<start + 50]))
        let count = min(step, queue.count)
        // Used within the call only.
        unsafe queue.withBytes { bytes in unsafe received.append(contentsOf: bytes.prefix(count)) }
        queue.removeFirst(count)
      }
      #expect(queue.count == sent.count - received.count)
      // Likewise.
      unsafe queue.withBytes { bytes in unsafe received.append(contentsOf: bytes) }
      queue.removeFirst(queue.count)
      #expect(received == sent)
      #expect(queue.isEmpty)
    }
  }
}
