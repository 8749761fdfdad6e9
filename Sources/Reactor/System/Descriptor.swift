import CSignaldLinux

/// Owns a file descriptor and closes it at the end of its life.
public struct Descriptor: ~Copyable, Sendable {
  /// The number, good while this value lives.
  public let number: Int32

  /// Takes over an open descriptor.
  public init(owning number: Int32) {
    precondition(number >= 0)
    self.number = number
  }

  deinit { _ = csys_close(number) }

  /// Gives the descriptor up unclosed: the caller owns it from here on.
  public consuming func take() -> Int32 {
    let number = number
    discard self
    return number
  }
}
