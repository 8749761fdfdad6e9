import Glibc
public import SansIO

/// The host's own way from names to addresses: files, DNS, whatever it is set up for.
public enum Resolver {
  /// Why a name has no address, in the resolver's words.
  public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// `Name or service not known`.
    public let description: String
  }

  /// The addresses of a name, best first. Blocks for as long as the resolver does: not for a loop.
  public static func addresses(of name: String) throws(Failure) -> [IPAddress] {
    // Plain memory that lives as long as the call below.
    var hints = unsafe addrinfo()
    unsafe hints.ai_socktype = Int32(SOCK_DGRAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    // The name and the hints outlive the call, which fills in the list.
    let result = unsafe getaddrinfo(name, nil, &hints, &list)
    guard result == 0 else {
      // The text is static or the C library's own, and copied at once.
      throw Failure(
        description: unsafe gai_strerror(result).map { unsafe String(cString: $0) } ?? "")
    }
    // The list is ours to free, once.
    defer { unsafe freeaddrinfo(list) }
    var addresses: [IPAddress] = []
    // Each entry is valid until the list is freed.
    var entry = unsafe list
    while let current = unsafe entry {
      if let memory = unsafe current.pointee.ai_addr {
        // An entry's address has the length its family needs.
        let address = unsafe SocketAddress.read(UnsafeRawPointer(memory)).address
        if !addresses.contains(address) { addresses.append(address) }
      }
      // The next entry belongs to the same list.
      unsafe entry = current.pointee.ai_next
    }
    return addresses
  }
}
