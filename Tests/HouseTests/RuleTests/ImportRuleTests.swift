import Testing

struct ImportRuleTests {
  @Test(arguments: [
    "import Foundation", "public import Glibc", "@testable import Reactor",
    "@preconcurrency internal import Signal", "import struct Foundation.URL",
    "#if os(Linux)\nimport Dispatch\n#endif", "import Synchronization // a lock",
  ])
  func `a core that imports a stranger is found`(_ text: String) {
    #expect(lines(breaking: .imports, in: text).count == 1)
  }

  @Test func `what the table allows passes`() {
    let text = "public import SansIO\nimport SignaldCrypto\nlet text = \"import Foundation\""
    #expect(lines(breaking: .imports, in: text).isEmpty)
  }

  @Test func `a module is judged by its own row`() {
    let text = "import Glibc"
    #expect(lines(breaking: .imports, in: text, at: "Sources/Reactor/Loop.swift").isEmpty)
    #expect(lines(breaking: .imports, in: text, at: "Sources/SansIO/Loop.swift") == [1])
    #expect(lines(breaking: .imports, in: "import SansIO", at: "Sources/SansIO/A.swift") == [1])
  }

  @Test func `a module the table does not know is found`() {
    #expect(lines(breaking: .imports, in: "", at: "Sources/Utilities/A.swift") == [1])
  }
}
