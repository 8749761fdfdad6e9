/// Whose rules a peer is judged by, as a place in the policy: plain memory for an allocation.
public struct PeerGroup: Hashable, Sendable, BitwiseCopyable {
  let place: UInt16

  /// Those without rules of their own.
  public static let everyone = PeerGroup(place: .max)
  /// How many users may have rules of their own.
  public static let limit = Int(UInt16.max)
}
