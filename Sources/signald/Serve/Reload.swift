import Reactor
import SignaldKit
import StunTurn

/// What SIGHUP has read again. Each part stands for itself: one that fails says why, and what there
/// was stays.
struct Reload: Sendable {
  /// The running service.
  let service: Service
  /// What TLS is served with, if it is.
  let certificate: TLSServerContext?
  /// Reads the command line, the environment and the files they name again.
  let options: @Sendable () throws(UsageError) -> ServeOptions
  /// Where the outcome is told.
  let log: Log

  /// Reads everything again that can be exchanged while the service runs.
  func callAsFunction() {
    reloadCertificates()
    reloadAccounts()
  }

  private func reloadCertificates() {
    guard let certificate else { return }
    do throws(TLSError) {
      try certificate.reload()
      log.info("certificates read again")
    } catch {
      log.error("the certificates stay as they were: \(error)")
    }
  }

  private func reloadAccounts() {
    let failure: String
    do throws(UsageError) {
      let options = try options()
      do throws(RuntimeError) {
        let secrets = try ServePlan.secrets(options, log: log)
        service.replace(
          accounts: try ServePlan.accounts(options, secrets), relaySecrets: secrets)
        return log.info("users and secrets read again; other options need a restart")
      } catch {
        failure = error.description
      }
    } catch {
      failure = error.description
    }
    log.error("users and secrets stay as they were: \(failure)")
  }
}
