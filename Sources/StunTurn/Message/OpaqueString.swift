/// The profile of user names, realms and passwords that are compared as they are (RFC 8265 section
/// 4.2), which RFC 8489 asks for in place of SASLprep.
///
/// Of the rules that depend on the neighbours of a character (RFC 5892 appendix A) only those for
/// the joiners are held, as far as the standard library knows what they need.
public enum OpaqueString {
  /// Prepares a text: spaces of all kinds become U+0020, the rest is composed (NFC). `nil` if it is
  /// empty or has a character the FreeformClass of RFC 8264 leaves out, such as a control.
  public static func prepare(_ text: String) -> String? {
    guard !text.isEmpty else { return nil }
    if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return text }
    var mapped = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      guard isAllowed(scalar, after: mapped.last) else { return nil }
      mapped.append(scalar.properties.generalCategory == .spaceSeparator ? " " : scalar)
    }
    // The standard library's own composition, public though underscored: there is no other without
    // Foundation, whose tables of ICU nobody should have to carry for this. Tests watch it.
    return String(decoding: String(mapped)._nfcCodeUnits, as: UTF8.self)
  }

  /// The FreeformClass in the order of RFC 8264 section 8.
  private static func isAllowed(_ scalar: Unicode.Scalar, after last: Unicode.Scalar?) -> Bool {
    let properties = scalar.properties
    switch scalar.value {
    case 0x0640, 0x07FA, 0x302E, 0x302F, 0x3031...0x3035, 0x303B: return false
    // Zero width joiner and non-joiner stand behind a virama.
    case 0x200C, 0x200D: return last?.properties.canonicalCombiningClass == .virama
    // Old Hangul, which composes in ways nobody can type.
    case 0x1100...0x11FF, 0xA960...0xA97C, 0xD7B0...0xD7FB: return false
    default: break
    }
    if properties.isDefaultIgnorableCodePoint || properties.isNoncharacterCodePoint { return false }
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator:
      return false
    default: return true
    }
  }
}
