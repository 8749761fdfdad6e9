/// Why a line is no candidate for us.
public enum CandidateError: Error, Hashable, Sendable {
  /// It does not begin with `candidate:`.
  case noCandidate
  /// It has more than `Candidate.lineLimit` bytes.
  case tooLong
  /// This part is missing or impossible.
  case malformed(CandidateField)
  /// Its address is a name, such as the `.local` ones of mDNS: no error, but of no use yet.
  case unresolved(String)
  /// It is neither UDP nor TCP.
  case unknownTransport(String)
  /// Its type is not one of the four.
  case unknownKind(String)
}
