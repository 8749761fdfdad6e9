extension Response {
  /// Adds what keeps a page to itself: nothing of elsewhere is loaded or told, nobody frames it,
  /// and only it may use camera and microphone.
  mutating func addPageRules() {
    add(
      "Content-Security-Policy",
      "default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'")
    add("Permissions-Policy", "camera=(self), microphone=(self)")
    add("Referrer-Policy", "no-referrer")
    add("X-Content-Type-Options", "nosniff")
  }
}
