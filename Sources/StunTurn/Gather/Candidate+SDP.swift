import SansIO

// The line of RFC 8839 section 5.1, as it stands in SDP after `a=` and in browsers' candidates.
extension Candidate {
  /// More characters than this make no candidate line.
  public static let lineLimit = 1_024
  private static let prefix = "candidate:"

  /// `candidate:1 1 UDP 2130706431 192.0.2.1 5000 typ host`.
  public var sdp: String {
    var line = "\(Candidate.prefix)\(foundation) \(component) \(transport.word) \(priority)"
    line += " \(endpoint.address) \(endpoint.port) typ \(kind.word)"
    if let related { line += " raddr \(related.address) rport \(related.port)" }
    if case .tcp(let role) = transport { line += " tcptype \(role.rawValue)" }
    return line
  }

  /// Parses a line without `a=`. Extensions that are not known are skipped.
  public init(parsing line: some StringProtocol) throws(CandidateError) {
    guard line.utf8.count <= Candidate.lineLimit else { throw .tooLong }
    guard line.hasPrefix(Candidate.prefix) else { throw .noCandidate }
    var words = CandidateWords(line.dropFirst(Candidate.prefix.count))
    guard let foundation = CandidateFoundation(try words.next(.foundation)) else {
      throw .malformed(.foundation)
    }
    let component = try words.number(.component, digits: 3, in: 1...256)
    let protocolName = try words.next(.transport).lowercased()
    let priority = try words.number(.priority, digits: 10, in: 1...0x7FFF_FFFF)
    let endpoint = try words.endpoint(.address, .port, ports: 1...65_535)
    guard try words.next(.kind) == "typ" else { throw .malformed(.kind) }
    let kind = try Candidate.kind(String(try words.next(.kind)))
    let extensions = try CandidateExtensions(&words)
    self.init(
      kind: kind, endpoint: endpoint, priority: UInt32(priority), foundation: foundation,
      component: UInt16(component),
      transport: try Candidate.transport(protocolName, extensions.role),
      related: extensions.related)
  }

  private static func kind(_ word: String) throws(CandidateError) -> CandidateKind {
    guard let kind = CandidateKind.allCases.first(where: { $0.word == word }) else {
      throw .unknownKind(word)
    }
    return kind
  }

  private static func transport(
    _ word: String, _ role: CandidateTCPRole?
  ) throws(CandidateError) -> CandidateTransport {
    switch word {
    case "udp": return .udp
    case "tcp":
      guard let role else { throw .malformed(.tcpType) }
      return .tcp(role)
    default: throw .unknownTransport(word)
    }
  }
}

/// The words of a candidate line, one space apart.
private struct CandidateWords {
  private var rest: [Substring]

  init(_ text: some StringProtocol) {
    rest = Substring(text).split(separator: " ", omittingEmptySubsequences: false).reversed()
  }

  var isEmpty: Bool { rest.isEmpty }

  mutating func next(_ field: CandidateField) throws(CandidateError) -> Substring {
    guard let word = rest.popLast(), !word.isEmpty else { throw .malformed(field) }
    return word
  }

  mutating func number(
    _ field: CandidateField, digits: Int, in range: ClosedRange<UInt64>
  ) throws(CandidateError) -> UInt64 {
    let word = try next(field)
    guard word.utf8.count <= digits, word.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let number = UInt64(word), range.contains(number)
    else { throw .malformed(field) }
    return number
  }

  mutating func endpoint(
    _ address: CandidateField, _ port: CandidateField, ports: ClosedRange<UInt64>
  ) throws(CandidateError) -> Endpoint {
    let host = try self.address(address)
    return Endpoint(address: host, port: UInt16(try number(port, digits: 5, in: ports)))
  }

  mutating func address(_ field: CandidateField) throws(CandidateError) -> IPAddress {
    let word = try next(field)
    if let address = IPAddress(word) { return address }
    if HostName.isValid(word) { throw .unresolved(String(word)) }
    throw .malformed(field)
  }
}

/// What may follow the type of a candidate.
private struct CandidateExtensions {
  private(set) var related: Endpoint?
  private(set) var role: CandidateTCPRole?

  init(_ words: inout CandidateWords) throws(CandidateError) {
    while !words.isEmpty {
      let name = try words.next(.extensions)
      switch name {
      case "raddr":
        let address = try words.address(.relatedAddress)
        guard related == nil, try words.next(.relatedPort) == "rport" else {
          throw .malformed(.relatedPort)
        }
        let port = try words.number(.relatedPort, digits: 5, in: 0...65_535)
        related = Endpoint(address: address, port: UInt16(port))
      case "rport": throw .malformed(.relatedAddress)
      case "tcptype":
        let word = try words.next(.tcpType)
        guard role == nil, let known = CandidateTCPRole(rawValue: String(word)) else {
          throw .malformed(.tcpType)
        }
        role = known
      default: _ = try words.next(.extensions)
      }
    }
  }
}
