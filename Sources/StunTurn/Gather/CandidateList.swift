import SansIO

/// The candidates gathered so far: no two alike, each with its foundation.
struct CandidateList {
  /// What candidates of one foundation share (RFC 8445 section 5.1.1.3).
  private struct Origin: Hashable {
    let kind: CandidateKind
    let base: IPAddress
    let server: IPAddress?
    let isStream: Bool
  }

  /// In the order they were found.
  private(set) var all: [Candidate] = []
  private var origins: [Origin] = []

  /// Adds a candidate; `nil` if one with the same endpoint and base is there already, which is then
  /// the better one or was told before (RFC 8445 section 5.1.3).
  mutating func add(
    _ kind: CandidateKind, _ endpoint: Endpoint, base: Endpoint, localPreference: UInt16,
    server: ResolvedServer? = nil, related: Endpoint? = nil
  ) -> Candidate? {
    guard !all.contains(where: { $0.endpoint == endpoint && $0.base == base }) else { return nil }
    let origin = Origin(
      kind: kind, base: base.address, server: server?.endpoint.address,
      isStream: (server?.order ?? 0) > 0)
    let candidate = Candidate(
      kind: kind, endpoint: endpoint, base: base,
      priority: Candidate.priority(of: kind, localPreference: localPreference, component: 1),
      foundation: CandidateFoundation(number: number(of: origin)), related: related)
    all.append(candidate)
    return candidate
  }

  private mutating func number(of origin: Origin) -> Int {
    if let place = origins.firstIndex(of: origin) { return place + 1 }
    origins.append(origin)
    return origins.count
  }
}
