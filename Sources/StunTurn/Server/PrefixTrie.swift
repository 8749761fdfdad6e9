import SansIO

/// Finds the longest of many address blocks that an address lies in: a binary tree in one array.
///
/// A lookup costs a step for each bit that some block shares with the address, and no allocation.
struct PrefixTrie: Sendable {
  private struct Node: BitwiseCopyable {
    /// The nodes for the next bit being 0 or 1; 0 is none, since no node has the root as a child.
    var zero: UInt32 = 0
    var one: UInt32 = 0
    /// What stands for the block that ends here, if one does.
    var value: UInt32 = PrefixTrie.none
  }

  private static let none = UInt32.max

  /// The first two nodes are the roots of IPv4 and of IPv6: no block has addresses of both.
  private var nodes = [Node(), Node()]

  /// Makes an empty tree.
  init() {}

  /// Makes a tree in which each block is stood for by its place; of two equal ones the last counts.
  init(of prefixes: [IPPrefix]) {
    for (place, prefix) in prefixes.enumerated() { insert(UInt32(place), for: prefix) }
  }

  /// Sets what stands for a block; what stood for the same one is forgotten. Below 2^32 - 1.
  mutating func insert(_ value: UInt32, for prefix: IPPrefix) {
    precondition(value != PrefixTrie.none)
    var bits = Bits(prefix.address)
    var place = bits.root
    for _ in 0..<prefix.length {
      let isOne = bits.next()
      let child = isOne ? nodes[place].one : nodes[place].zero
      if child != 0 {
        place = Int(child)
        continue
      }
      nodes.append(Node())
      let added = UInt32(nodes.count - 1)
      if isOne { nodes[place].one = added } else { nodes[place].zero = added }
      place = Int(added)
    }
    nodes[place].value = value
  }

  /// What stands for the longest block the address lies in, `nil` if it lies in none.
  func longestMatch(_ address: IPAddress) -> UInt32? {
    var bits = Bits(address)
    var place = bits.root
    var best = PrefixTrie.none
    repeat {
      let node = nodes[place]
      if node.value != PrefixTrie.none { best = node.value }
      place = Int(bits.next() ? node.one : node.zero)
    } while place != 0
    return best == PrefixTrie.none ? nil : best
  }

  /// The bits of an address in the family's own count, first to last, then zeros.
  private struct Bits {
    let root: Int
    private var high: UInt64
    private var low: UInt64

    init(_ address: IPAddress) {
      if let bits = address.v4 {
        (root, high, low) = (0, UInt64(bits) << 32, 0)
      } else {
        (root, high, low) = (1, address.high, address.low)
      }
    }

    mutating func next() -> Bool {
      defer {
        high = high << 1 | low >> 63
        low <<= 1
      }
      return high >> 63 == 1
    }
  }
}
