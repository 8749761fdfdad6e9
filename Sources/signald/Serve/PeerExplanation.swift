import SansIO
import StunTurn

/// A verdict on a peer in words.
struct PeerExplanation {
  /// The verdict.
  let verdict: PeerVerdict
  private let options: ExplainPeerOptions
  private let forms: [(address: IPAddress, way: String)]

  /// Judges a peer.
  init(_ options: ExplainPeerOptions, by policy: PeerPolicy) {
    self.options = options
    let group = options.user.map { policy.group(of: $0) } ?? .everyone
    verdict =
      options.port.map {
        policy.verdict(on: Endpoint(address: options.address, port: $0), for: group)
      } ?? policy.verdict(onAnyPortOf: options.address, for: group)
    var forms: [(IPAddress, String)] = []
    var iterator = CanonicalForms(of: options.address).makeIterator()
    while let form = iterator.next() { forms.append((form, iterator.way.description)) }
    self.forms = forms
  }

  /// The forms of the address and the verdict, a line each.
  var text: String {
    var lines: [String] = []
    if isMapped { lines.append("\(typed) is \(options.address) (IPv4-mapped)") }
    for form in forms.dropFirst() {
      lines.append("\(options.address) may lead to \(form.address) (\(form.way))")
    }
    lines.append("\(verdict.isAllowed ? "allowed" : "denied"): \(verdict.rule)")
    return lines.joined(separator: "\n") + "\n"
  }

  /// One object with `peer`, `address`, `port` if one was given, `forms` separated by spaces,
  /// `verdict`, `rule`, `prefix`, `decided_on`, `reason` and `reference`.
  var json: String {
    var object = JSONObject()
    object.set("peer", typed)
    object.set("address", "\(options.address)")
    if let port = options.port { object.set("port", port) }
    object.set("user", options.user)
    object.set("forms", forms.map { "\($0.address)" }.joined(separator: " "))
    object.set("verdict", verdict.isAllowed ? "allowed" : "denied")
    object.set("rule", verdict.rule.basis.name)
    object.set("prefix", verdict.rule.prefix.map { "\($0)" })
    object.set("decided_on", "\(verdict.rule.address)")
    object.set("reason", "\(verdict.rule.reason)")
    object.set("reference", "\(verdict.rule.reference)")
    return object.line
  }

  /// The address as it was typed, without brackets.
  private var typed: String {
    options.text.hasPrefix("[") ? String(options.text.dropFirst().dropLast()) : options.text
  }

  private var isMapped: Bool { typed.contains(":") && options.address.family == .v4 }
}

extension PeerRule.Basis {
  /// A word for programs.
  fileprivate var name: String {
    switch self {
    case .ownListener: "own-listener"
    case .portZero: "port-zero"
    case .forbidden: "forbidden"
    case .userDenies: "user-deny-peer"
    case .operatorDenies: "deny-peer"
    case .ownRelay: "own-relay"
    case .userAllows: "user-allow-peer"
    case .operatorAllows: "allow-peer"
    case .ownHost: "own-host"
    case .special: "special-purpose"
    case .unlisted: "unlisted"
    }
  }
}
