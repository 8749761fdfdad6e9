import Testing

@testable import SignaldKit

struct AnswerTests {
  @Test func `an answer given before or meanwhile arrives, the first of them`() async throws {
    let before = Answer<Int>()
    before.give(.success(1))
    before.give(.failure(.timedOut))
    #expect(try await before.value(within: .seconds(60)) == 1)
    let meanwhile = Answer<Int>()
    Task { meanwhile.give(.success(2)) }
    #expect(try await meanwhile.value(within: .seconds(60)) == 2)
  }

  @Test func `no answer in time is told, and a late one changes nothing`() async {
    let answer = Answer<Int>()
    let first = await clientError { () throws(ClientError) in
      try await answer.value(within: .milliseconds(1))
    }
    answer.give(.success(1))
    let second = await clientError { () throws(ClientError) in
      try await answer.value(within: .seconds(60))
    }
    #expect(first == .timedOut && second == .timedOut)
  }

  @Test func `a cancelled task waits no longer, but for farewells`() async {
    let (answer, farewell) = (Answer<Int>(), Answer<Void>())
    let task = Task {
      let error = await clientError { () throws(ClientError) in
        try await answer.value(within: .seconds(60))
      }
      // Given only once the first wait has ended: a cancelled wait would not see it.
      Task { farewell.give(.success(())) }
      await farewell.settled(within: .seconds(60))
      let isSettled = await clientError { () throws(ClientError) in
        try await farewell.value(within: .seconds(60))
      }
      return (error, isSettled)
    }
    task.cancel()
    let (error, settled) = await task.value
    #expect(error == .cancelled && settled == nil)
  }
}
