/// Hashes bytes that come in pieces. After `finish()` it starts again, so one can be reused.
public struct Digester: ~Copyable, Sendable {
  private var engine: DigestEngine

  /// Makes a digester that has seen nothing.
  public init(_ function: HashFunction) { engine = DigestEngine(function) }

  /// Takes in the next bytes.
  public mutating func update(_ bytes: RawSpan) { engine.update(bytes) }

  /// Takes in the next bytes.
  public mutating func update(_ bytes: [UInt8]) { engine.update(bytes.bytes) }

  /// The digest of all bytes since the start or the last `finish()`.
  public mutating func finish() -> Digest { engine.finish() }
}
