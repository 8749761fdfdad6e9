import SansIO

extension StreamEnd {
  /// What travels.
  enum Piece {
    case bytes([UInt8])
    /// A TLS client's first flight.
    case hello(Secure)
    /// A TLS server's answer.
    case answer
    case fin
    case reset
  }

  /// Where the connection stands.
  enum Phase { case connecting, open, closed }

  /// Where its TLS stands.
  enum Security { case plain, awaitsHello, awaitsAnswer, secure }
}
