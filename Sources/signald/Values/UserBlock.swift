import SansIO
import StunTurn

/// Reads blocks of addresses that hold for one user.
enum UserBlock {
  /// Adds each `USER=CIDR` to one of the user's lists. The name may hold further `=`.
  static func add(
    _ texts: [String], to users: inout [String: PeerLists],
    _ list: WritableKeyPath<PeerLists, [IPPrefix]>
  ) throws(BadValue) {
    for text in texts {
      guard let sign = text.lastIndex(of: "="), sign != text.startIndex else {
        throw BadValue(text, "names no user", "write USER=CIDR, as in alice=10.0.0.0/8")
      }
      let block: IPPrefix
      do throws(BadValue) {
        block = try AddressBlock.parse(String(text[text.index(after: sign)...]))
      } catch {
        throw BadValue(text, error.problem, error.remedy)
      }
      users[String(text[..<sign]), default: PeerLists()][keyPath: list].append(block)
      guard users.count <= PeerGroup.limit else {
        throw BadValue(text, "is one user too many", "name at most \(PeerGroup.limit) users")
      }
    }
  }
}
