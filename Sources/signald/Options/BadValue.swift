/// Why a value of an option cannot be used, before it is known where the value came from.
struct BadValue: Error, Equatable {
  /// The value as given; left out of messages about secrets.
  let value: String
  /// What is wrong: a phrase that follows the value. Never repeats it.
  let problem: String
  /// What would be right. Never repeats a secret.
  let remedy: String

  /// Makes a complaint.
  init(_ value: String, _ problem: String, _ remedy: String) {
    self.value = value
    self.problem = problem
    self.remedy = remedy
  }
}
