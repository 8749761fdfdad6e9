/// Why something was not answered and not relayed.
public enum DropReason: Int, CaseIterable, Hashable, Sendable {
  /// The first byte belongs to neither STUN nor ChannelData (RFC 7983).
  case notForUs
  /// STUN it claimed to be, but its frame, attributes or FINGERPRINT are wrong.
  case malformedMessage
  /// A network whose senders, having proved nothing, got enough answers.
  case overBudget
  /// A class and method without a meaning here (RFC 8489 section 6.3).
  case meaninglessMessage
  /// ChannelData shorter than its header says.
  case malformedChannelData
  /// ChannelData on a channel that is not bound.
  case unboundChannel
  /// ChannelData on a channel whose permission, or which itself, has lapsed.
  case lapsedChannel
  /// An indication on a 5-tuple without an allocation.
  case noAllocation
  /// An indication without peer or data, or with an attribute that must be understood and is not.
  case malformedIndication
  /// A peer no permission is installed for, either way.
  case noPermission
  /// A peer the policy denies, or whose port the scope of the credential does.
  case deniedPeer
  /// A datagram too large to be wrapped up.
  case tooLarge
  /// A datagram for a relay socket without an allocation.
  case noRelay
  /// More than an allocation may relay one way.
  case overRate
  /// For a client whose stream is full of what it has not taken yet.
  case clientBusy
}
