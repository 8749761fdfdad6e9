import Foundation
import Testing

/// The rules of the house, checked on the whole repository.
struct HouseTests {
  @Test(arguments: Rule.allCases)
  func `the repository keeps the rule`(_ rule: Rule) {
    let excused = Set(exceptions.filter { $0.rule == rule }.map(\.path))
    for finding in rule.findings(in: .current) where !excused.contains(finding.path) {
      Issue.record("\(finding)")
    }
  }

  @Test func `every exception is needed and argued`() {
    for exception in exceptions {
      let findings = exception.rule.findings(in: .current)
      #expect(findings.contains { $0.path == exception.path }, "\(exception) is not needed")
      #expect(exception.reason.count > 10, "\(exception) says no reason")
    }
  }

  @Test func `the repository was found and read`() {
    #expect(Repository.current.file("Package.swift") != nil)
    #expect(Repository.current.file("Makefile") != nil)
    #expect(Repository.current.file("Sources/SansIO/Machine.swift")?.tokens.isEmpty == false)
    #expect(!Repository.current.files.contains { $0.path.hasPrefix(".build") })
  }

  @Test func `every source file is formatted`() throws {
    let output = try Formatter.lint(Repository.root, paths: formatted)
    #expect(output.isEmpty, "\(output)")
  }

  private let formatted = ["Sources", "Tests", "Package.swift", "Fuzz", "Benchmarks"]
}
