import COpenSSL
import CSignaldOpenSSL
public import SansIO

/// Makes certificates that nobody has to vouch for: for development and tests.
public enum SelfSignedCertificate {
  /// The most days a certificate may be valid: ten years.
  public static let maximumDays = 3650

  /// Makes a P-256 key and a certificate for DNS names and IP addresses, valid from an hour ago for
  /// some days. Names have letters, digits, `-`, `_`, `.` and `*` only; there must be at least one
  /// name or address.
  public static func make(
    names: [String], addresses: [IPAddress] = [], days: Int = 30
  ) throws(TLSError) -> (certificatePEM: String, keyPEM: String) {
    let alternatives =
      try names.map { name throws(TLSError) in try alternative(for: name) }
      + addresses.map { "IP:\($0)" }
    guard let subject = names.first ?? addresses.first?.description else {
      throw TLSError("certificate: no name or address")
    }
    guard (1...maximumDays).contains(days) else {
      throw TLSError("certificate: not valid for 1 to \(maximumDays) days")
    }
    ERR_clear_error()
    // Certificate, key and BIOs are made here and freed here.
    guard let key = unsafe csignald_generate_p256() else { throw .last(about: "key") }
    defer { unsafe EVP_PKEY_free(key) }
    guard let certificate = unsafe X509_new() else { throw .last(about: "certificate") }
    defer { unsafe X509_free(certificate) }
    guard unsafe describe(certificate, subject: subject, days: days),
      unsafe X509_set_pubkey(certificate, key) == 1,
      unsafe extend(certificate, NID_basic_constraints, "critical,CA:FALSE"),
      unsafe extend(certificate, NID_key_usage, "critical,digitalSignature"),
      unsafe extend(certificate, NID_ext_key_usage, "serverAuth"),
      unsafe extend(certificate, NID_subject_alt_name, alternatives.joined(separator: ",")),
      unsafe X509_sign(certificate, key, EVP_sha256()) > 0,
      let certificateText = unsafe pem({ unsafe PEM_write_bio_X509($0, certificate) == 1 }),
      let keyText = unsafe pem({
        unsafe PEM_write_bio_PrivateKey($0, key, nil, nil, 0, nil, nil) == 1
      })
    else { throw .last(about: "certificate") }
    return (certificateText, keyText)
  }

  /// The name as OpenSSL's configuration writes it, where a comma would start the next one.
  private static func alternative(for name: String) throws(TLSError) -> String {
    let isPlain = name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: "."), UInt8(ascii: "*"):
        true
      default: false
      }
    }
    guard isPlain, (1...255).contains(name.utf8.count) else {
      throw TLSError("certificate name \"\(name)\": not a DNS name")
    }
    return "DNS:\(name)"
  }

  /// Sets version 3, a random serial number (RFC 5280 §4.1.2.2), names and dates.
  private static func describe(
    _ certificate: OpaquePointer, subject: String, days: Int
  ) -> Bool {
    var serial: UInt64 = 0
    // A common name has at most 64 characters; what counts is subjectAltName.
    let commonName = Array(subject.utf8.prefix(64))
    // All pointers are parts of the certificate, which the caller owns; texts are copied.
    let name = unsafe X509_get_subject_name(certificate)
    return unsafe X509_set_version(certificate, 2) == 1
      && withUnsafeMutableBytes(of: &serial) {
        unsafe RAND_bytes($0.baseAddress?.assumingMemoryBound(to: UInt8.self), 8) == 1
      }
      && ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1 | 1) == 1
      && X509_gmtime_adj(X509_getm_notBefore(certificate), -3600) != nil
      && X509_time_adj_ex(X509_getm_notAfter(certificate), Int32(days), 0, nil) != nil
      && X509_NAME_add_entry_by_NID(
        name, NID_commonName, MBSTRING_UTF8, commonName, Int32(commonName.count), -1, 0) == 1
      && X509_set_issuer_name(certificate, name) == 1
  }

  private static func extend(_ certificate: OpaquePointer, _ kind: Int32, _ value: String) -> Bool {
    // The extension is made and freed here; the certificate copies it.
    guard let part = unsafe X509V3_EXT_conf_nid(nil, nil, kind, value) else { return false }
    defer { unsafe X509_EXTENSION_free(part) }
    return unsafe X509_add_ext(certificate, part, -1) == 1
  }

  /// What `write` puts into a memory BIO.
  private static func pem(_ write: (OpaquePointer) -> Bool) -> String? {
    // The BIO is made and freed here.
    guard let bio = unsafe BIO_new(BIO_s_mem()) else { return nil }
    defer { unsafe BIO_free_all(bio) }
    guard unsafe write(bio) else { return nil }
    var text = [UInt8](repeating: 0, count: unsafe BIO_ctrl_pending(bio))
    guard unsafe BIO_read(bio, &text, Int32(text.count)) == text.count else { return nil }
    return String(decoding: text, as: UTF8.self)
  }
}
