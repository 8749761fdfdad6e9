import StunTurn
import TestSupport
import Testing

@Suite struct SecurityFeaturesTests {
  private func features(_ nonce: String) -> SecurityFeatures? {
    SecurityFeatures(nonce: Array(nonce.utf8).raw)
  }

  @Test func `RFC 8489 §9.2 features are read from either end of the 24 bits`() {
    let (algorithms, anonymity) = (
      SecurityFeatures.passwordAlgorithms, SecurityFeatures.usernameAnonymity
    )
    #expect(features("obMatJos2gAAAx") == [algorithms])
    #expect(features("obMatJos2AAABx") == [algorithms])
    #expect(features("obMatJos2QAAAx") == [anonymity])
    // That of RFC 8489 B.1.
    #expect(features("obMatJos2AAACf//499k954d6OL34oL9FSTvy64sA") == [anonymity])
    for both in ["wAAD", "wAAA", "AAAD", "gAAC", "QAAB"] {
      #expect(features("obMatJos2\(both)x") == [algorithms, anonymity], "\(both)")
    }
  }

  @Test func `RFC 8489 §18.1 bits without a meaning are not looked at`() {
    #expect(features("obMatJos2AAAA") == [])
    #expect(features("obMatJos2P//8") == [])
    #expect(features("obMatJos2////") == [.passwordAlgorithms, .usernameAnonymity])
  }

  @Test(arguments: [
    "", "obMatJos2", "obMatJos2AAA", "obmatJos2AAAD", "xobMatJos2AAAD", "obMatJos2AA=D",
    "obMatJos2AAA=", "obMatJos2AA_D", "nonce",
  ])
  func `RFC 8489 §9.2 without the cookie a nonce is one of RFC 5389`(nonce: String) {
    #expect(features(nonce) == nil)
  }

  @Test func `RFC 8489 §9.2 both ends are written`() {
    #expect(SecurityFeatures([.passwordAlgorithms, .usernameAnonymity]).bits == 0xC00003)
    #expect(SecurityFeatures([.passwordAlgorithms]).bits == 0x800001)
    #expect(SecurityFeatures([]).bits == 0)
  }
}
