extension Check {
  /// All checks, in the order of the documents.
  public static let all: [Check] =
    bindings + frames + attributes + challenges + refusals + integrity + modern
    + allocations + allocationRefusals + ports + families + refreshes
    + permissions + permissionRefusals + sending + receiving
    + channelBinding + channelRefusals + channelData + streams
    + tcpRelays + mobility + discovery + peersDenied + smuggling + measures + slow
}
