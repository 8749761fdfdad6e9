import COpenSSL
import Synchronization

/// What a server needs for TLS: certificates, their keys and the protocols to choose from.
///
/// One may serve all loops, streams and datagrams alike. Among several certificates the name the
/// client asks for decides, and the first is for all other names. They can be exchanged while
/// connections live.
public final class TLSServerContext: Sendable {
  private let keyring: Mutex<ServerKeyring>
  private let sources: Mutex<[CertificateSource]>
  private let protocols: ProtocolNames

  /// Reads a PEM chain, leaf first, and its key. `alpn` is in order of preference; when it is
  /// empty, whatever clients offer is ignored.
  public convenience init(
    certificateFile: String, keyFile: String, alpn: [String] = []
  ) throws(TLSError) {
    try self.init([.files(certificate: certificateFile, key: keyFile)], alpn: alpn)
  }

  /// Takes a PEM chain, leaf first, and its key as text.
  public convenience init(
    certificatePEM: String, keyPEM: String, alpn: [String] = []
  ) throws(TLSError) {
    try self.init([.text(certificate: certificatePEM, key: keyPEM)], alpn: alpn)
  }

  /// Reads several certificates, at least one, each with its key.
  public init(_ sources: [CertificateSource], alpn: [String] = []) throws(TLSError) {
    protocols = try ProtocolNames(alpn)
    keyring = Mutex(try ServerKeyring(sources, protocols))
    self.sources = Mutex(sources)
  }

  /// Reads the files again: new handshakes get the new certificates, live connections keep theirs.
  /// After an error the old certificates stay, all of them.
  public func reload() throws(TLSError) {
    try exchange(sources.withLock { $0 })
  }

  /// Exchanges the certificates for one given as text, with the same effect.
  public func reload(certificatePEM: String, keyPEM: String) throws(TLSError) {
    try exchange([.text(certificate: certificatePEM, key: keyPEM)])
  }

  private func exchange(_ newSources: [CertificateSource]) throws(TLSError) {
    let fresh = try ServerKeyring(newSources, protocols)
    keyring.withLock { $0 = fresh }
    sources.withLock { $0 = newSources }
  }

  /// The newest certificates. A session keeps those it was made with.
  var newestKeyring: ServerKeyring { keyring.withLock { $0 } }
}
