/// A bucket of tokens kept as one instant, the one at which it will be full again: the generic cell
/// rate algorithm, in eight bytes and without a division.
///
/// Prices and capacities are nanoseconds: what costs 1 ms may happen a thousand times in a second,
/// and a capacity of 20 ms holds twenty of it at once. In any span of time no more is taken than
/// the capacity and what the span pays for.
public struct TokenBucket: Hashable, Sendable, BitwiseCopyable {
  /// When all that was taken will be paid for.
  @usableFromInline var fullAt = Instant(nanoseconds: 0)

  /// Makes a full bucket.
  @inlinable
  public init() {}

  /// Whether a price can be taken out; nothing is.
  @inlinable @inline(__always)
  public func holds(_ price: UInt64, of capacity: UInt64, at now: Instant) -> Bool {
    max(fullAt, now).adding(nanoseconds: price).nanoseconds(since: now) <= capacity
  }

  /// Takes a price out; or nothing, and answers `false`, if there is not so much in it.
  @inlinable @inline(__always)
  public mutating func take(_ price: UInt64, of capacity: UInt64, at now: Instant) -> Bool {
    let end = max(fullAt, now).adding(nanoseconds: price)
    guard end.nanoseconds(since: now) <= capacity else { return false }
    fullAt = end
    return true
  }

  /// Takes a price out even of what is not there, so that who asks too often waits longer; answers
  /// whether it was there.
  @inlinable
  public mutating func charge(_ price: UInt64, of capacity: UInt64, at now: Instant) -> Bool {
    fullAt = max(fullAt, now).adding(nanoseconds: price)
    return fullAt.nanoseconds(since: now) <= capacity
  }

  /// Takes a price out, but never so much that it would be owed for longer than the capacity.
  @inlinable
  public mutating func drain(_ price: UInt64, of capacity: UInt64, at now: Instant) {
    fullAt = min(max(fullAt, now).adding(nanoseconds: price), now.adding(nanoseconds: capacity))
  }

  /// Whether nothing of the past matters any more.
  @inlinable
  public func isFull(at now: Instant) -> Bool { fullAt <= now }
}
