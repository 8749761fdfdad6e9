import Testing

struct ManifestRuleTests {
  private func found(_ text: String, at path: String = "Package.swift") -> Int {
    lines(breaking: .manifest, in: text, at: path).count
  }

  @Test func `a package dependency is found`() {
    #expect(found("Package(dependencies: [.package(url: \"a\", from: \"1.0.0\")])") == 2)
    #expect(found("Package(dependencies: [.package(path: \"..\")])", at: "Fuzz/Package.swift") == 0)
  }

  @Test func `a manifest that does not say it has no dependencies is found`() {
    #expect(found("Package(targets: [.target(name: \"A\", dependencies: [])])") == 1)
    #expect(found("Package(dependencies: [], targets: [])") == 0)
  }

  @Test func `unsafe flags are found in every manifest`() {
    let text = "Package(dependencies: [], targets: [.target(a: [.unsafeFlags([])])])"
    #expect(found(text) == 1)
    #expect(found(text, at: "Fuzz/Package.swift") == 1)
  }
}
