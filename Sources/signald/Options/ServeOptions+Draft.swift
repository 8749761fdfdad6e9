import SansIO

extension ServeOptions {
  /// The options of `serve` while they are read, with those apart that depend on one another.
  struct Draft {
    /// All the others.
    var options: ServeOptions
    /// Where to serve over TLS, if that was said.
    var https: [Endpoint]?
    /// The files with certificate chains.
    var certificates: [String] = []
    /// The files with their private keys.
    var keys: [String] = []
    /// Whether the server makes a certificate for itself.
    var makesCertificate = false

    /// The options, once they fit together.
    func finish() throws(UsageError) -> ServeOptions {
      var options = options
      options.certificate = try serverCertificate()
      options.https =
        https ?? (options.certificate == .selfMade ? ListenAddress.wildcards(port: httpsPort) : [])
      guard options.certificate != nil || options.https.isEmpty else {
        throw .incomplete(
          .serve, missing: "--certificate and --key for --https, or --dev-tls to try it out")
      }
      guard options.certificate != nil || options.turns.isEmpty else {
        throw .incomplete(
          .serve, missing: "--certificate and --key for --turns, or --dev-tls to try it out")
      }
      let isUnused = https == nil && (options.turn + options.https + options.turns).isEmpty
      guard options.certificate == nil || !isUnused else {
        throw .incomplete(.serve, missing: "--https or --turns with --certificate")
      }
      guard !(options.turn + options.turns + options.http + options.https).isEmpty else {
        throw .contradiction(
          "--turn, --turns, --http and --https are all off: nothing would be served")
      }
      for endpoint in options.turn where endpoint.port != 0 && options.turns.contains(endpoint) {
        throw .contradiction("--turn and --turns are both to be served on \(endpoint)")
      }
      for endpoint in options.http where endpoint.port != 0 && options.https.contains(endpoint) {
        throw .contradiction("--http and --https are both to be served on \(endpoint)")
      }
      return options
    }

    private func serverCertificate() throws(UsageError) -> ServerCertificate? {
      if makesCertificate {
        guard certificates.isEmpty, keys.isEmpty else {
          throw .contradiction("--dev-tls stands beside --certificate or --key; leave out either")
        }
        return .selfMade
      }
      guard certificates.count <= keys.count else {
        throw .incomplete(.serve, missing: "--key with --certificate")
      }
      guard keys.count <= certificates.count else {
        throw .incomplete(.serve, missing: "--certificate with --key")
      }
      let files = zip(certificates, keys).map {
        CertificateFiles(certificate: $0, key: $1)
      }
      return files.isEmpty ? nil : .files(files)
    }
  }
}
