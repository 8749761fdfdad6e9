import Testing

@testable import SignaldKit

struct PromiseTests {
  @Test func `all who wait get the first value`() async {
    let promise = Promise<Int>()
    let values = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<10 { group.addTask { await promise.value } }
      promise.keep(1)
      promise.keep(2)
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(values == Array(repeating: 1, count: 10))
    #expect(await promise.value == 1)
  }
}
