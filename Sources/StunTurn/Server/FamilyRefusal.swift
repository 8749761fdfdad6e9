import SansIO

/// Why one family of a dual allocation could not be had (RFC 8656 section 18.12).
struct FamilyRefusal: Hashable {
  /// The family.
  var family: IPAddress.Family
  /// 440 if it is not served, 508 if there was no port.
  var code: ErrorCode
}
