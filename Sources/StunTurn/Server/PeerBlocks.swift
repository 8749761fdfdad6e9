import SansIO

/// Lists of blocks, ready to be asked about addresses: the longest block counts, and a denial if
/// both lists have it.
struct PeerBlocks: Sendable {
  private let prefixes: [IPPrefix]
  private let allowedCount: Int
  private let trie: PrefixTrie

  /// Takes in lists.
  init(_ lists: PeerLists) {
    // Denials come last, since the last of two equal blocks stands.
    prefixes = lists.allow + lists.deny
    allowedCount = lists.allow.count
    trie = PrefixTrie(of: prefixes)
  }

  /// The block that decides about an address, if one does. Allocates nothing.
  func decision(on address: IPAddress) -> (prefix: IPPrefix, allows: Bool)? {
    trie.longestMatch(address).map { (prefixes[Int($0)], Int($0) < allowedCount) }
  }
}
