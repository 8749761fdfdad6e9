import SansIO

extension ServeOptions {
  /// The options of `serve` while they are read, with those apart that depend on one another.
  struct Draft {
    /// All the others.
    var options: ServeOptions
    /// Where to serve over TLS, if that was said.
    var https: [Endpoint]?
    /// The file with the certificate chain, if one was named.
    var certificate: String?
    /// The file with its private key, if one was named.
    var key: String?
    /// Whether the server makes a certificate for itself.
    var makesCertificate = false

    /// The options, once they fit together.
    func finish() throws(UsageError) -> ServeOptions {
      var options = options
      options.certificate = try serverCertificate()
      switch (https, options.certificate) {
      case (let https?, let certificate):
        guard https.isEmpty || certificate != nil else {
          throw .incomplete(
            .serve, missing: "--certificate and --key for --https, or --dev-tls to try it out")
        }
        options.https = https
      case (nil, .selfMade): options.https = ListenAddress.wildcards(port: httpsPort)
      case (nil, .files): throw .incomplete(.serve, missing: "--https with --certificate")
      case (nil, nil): break
      }
      guard !(options.turn + options.http + options.https).isEmpty else {
        throw .contradiction("--turn, --http and --https are all off: nothing would be served")
      }
      for endpoint in options.http where endpoint.port != 0 && options.https.contains(endpoint) {
        throw .contradiction("--http and --https are both to be served on \(endpoint)")
      }
      return options
    }

    private func serverCertificate() throws(UsageError) -> ServerCertificate? {
      switch (certificate, key, makesCertificate) {
      case (nil, nil, false): return nil
      case (nil, nil, true): return .selfMade
      case (let certificate?, let key?, false):
        return .files(certificate: certificate, key: key)
      case (_?, nil, false): throw .incomplete(.serve, missing: "--key with --certificate")
      case (nil, _?, false): throw .incomplete(.serve, missing: "--certificate with --key")
      case (_, _, true):
        throw .contradiction("--dev-tls stands beside --certificate or --key; leave out either")
      }
    }
  }
}
