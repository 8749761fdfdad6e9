import SansIO

/// Who asks, and how they reached us.
struct Visitor: Hashable, Sendable {
  /// The address limits are counted by.
  var address: IPAddress
  /// How they call this server: what links are made with.
  var site: SiteAddress
  /// The space their rooms are in.
  var space: String

  /// Reads a head. Proxies that are trusted say for whom they ask, and whether securely.
  init(
    _ head: borrowing RequestHead, from info: LinkInfo,
    _ configuration: borrowing SignalServer.Configuration
  ) {
    let proxies = configuration.trustedProxies
    let isProxied = proxies.contains { $0.contains(info.origin.address) }
    address = isProxied ? Visitor.forwarded(head, by: proxies, info) : info.origin.address
    let host = head.host.text.flatMap { $0.isEmpty ? nil : $0.lowercased() } ?? "\(info.local)"
    let isSecure =
      info.isSecure || isProxied && head.first("x-forwarded-proto")?.equals("https") == true
    site = configuration.publicURL ?? SiteAddress(isSecure: isSecure, authority: host)
    space = configuration.separatesHosts ? host : ""
  }

  /// The last address of X-Forwarded-For that is not itself a trusted proxy's.
  private static func forwarded(
    _ head: borrowing RequestHead, by proxies: [IPPrefix], _ info: LinkInfo
  ) -> IPAddress {
    var chain: [IPAddress?] = []
    var fields = head.fields
    while let field = fields.next() {
      guard field.name.equalsIgnoringCase("x-forwarded-for") else { continue }
      var members = ListIterator(field.value)
      while let member = members.next() { chain.append(address(member.text ?? "")) }
    }
    var address = info.origin.address
    for link in chain.reversed() {
      guard let link else { break }
      address = link
      if !proxies.contains(where: { $0.contains(link) }) { break }
    }
    return address
  }

  private static func address(_ text: String) -> IPAddress? {
    IPAddress(text) ?? Endpoint(text)?.address
  }
}
