/// The user name and password of a client.
struct Credentials: Hashable, Sendable {
  /// The user name.
  let user: String
  /// The password.
  let password: String
}
