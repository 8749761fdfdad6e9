import Testing

@testable import Reactor

@Suite struct DatagramQueueTests {
  private func entry(_ count: Int) -> DatagramQueue.Entry {
    DatagramQueue.Entry(
      name: [], control: [], payload: Array(repeating: 0, count: count), setsDontFragment: false,
      count: 1)
  }

  @Test func `entries come out in order, and the bound counts what waits`() {
    var queue = DatagramQueue()
    for round in 0..<300 {
      let isTaken = queue.append(entry(1 + round % 3), bound: 6)
      #expect(isTaken)
      #expect(queue.append(entry(4), bound: 6) == (round % 3 < 2))
      #expect(queue.append(entry(6), bound: 6) == false)
      #expect(queue.first?.payload.count == 1 + round % 3)
      while !queue.isEmpty { queue.removeFirst() }
      #expect(queue.first == nil)
    }
  }

  @Test func `a queue that is never empty keeps its order`() {
    var queue = DatagramQueue()
    let isTaken = queue.append(entry(0), bound: 10_000)
    #expect(isTaken)
    for number in 1..<500 {
      let isTaken = queue.append(entry(number), bound: 10_000)
      #expect(isTaken)
      #expect(queue.first?.payload.count == number - 1)
      queue.removeFirst()
    }
  }
}
