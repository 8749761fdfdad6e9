import Testing

@testable import Reactor

@Suite struct TokenTests {
  @Test(arguments: [Token.Kind.bell, .socket, .listener, .link])
  func `a token says what it was made of`(kind: Token.Kind) {
    for (index, generation) in [(0, 0), (1, 65_535), (UInt32.max, 1)] as [(UInt32, UInt16)] {
      let token = Token(rawValue: Token(kind, index: index, generation: generation).rawValue)
      #expect(token.kind == kind)
      #expect(token.index == Int(index))
      #expect(token.generation == generation)
    }
  }
}
