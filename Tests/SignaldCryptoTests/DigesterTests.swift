import SignaldCrypto
import Testing

@Suite struct DigesterTests {
  @Test(arguments: HashFunction.allCases)
  func `any cut of the input gives the same digest`(function: HashFunction) {
    let input = (0..<200).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let whole = Digest.of(function, input)
    var digester = Digester(function)
    for cut in 0...input.count {
      digester.update(Array(input[..<cut]))
      digester.update(Array(input[cut...]))
      #expect(digester.finish() == whole)
    }
  }

  @Test(arguments: HashFunction.allCases)
  func `a digester starts again after it has finished`(function: HashFunction) {
    var digester = Digester(function)
    digester.update(Array("first".utf8))
    #expect(digester.finish() == Digest.of(function, "first"))
    #expect(digester.finish() == Digest.of(function, ""))
    digester.update(Array("second".utf8))
    #expect(digester.finish() == Digest.of(function, "second"))
  }
}
