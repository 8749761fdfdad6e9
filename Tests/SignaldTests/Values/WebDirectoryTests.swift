import Testing

@testable import signald

struct WebDirectoryTests {
  @Test(arguments: [
    ("/usr/local/bin/signald", "/usr/local/share/signald/web"),
    ("/opt/a b/bin/signald", "/opt/a b/share/signald/web"),
    ("/bin/signald", "/share/signald/web"), ("/signald", "/share/signald/web"),
  ])
  func `the installed pages stand beside the program's directory`(binary: String, pages: String)
    throws
  {
    let found = try WebDirectory.find(explicit: nil, binaryPath: binary) { path in
      [pages + "/index.html", "web/index.html"].contains(path)
    }
    #expect(found?.path == pages)
  }

  @Test(arguments: ["/usr/local/bin/signald", nil])
  func `without installed pages those of the working directory are taken`(binary: String?) throws {
    let found = try WebDirectory.find(explicit: nil, binaryPath: binary) { $0 == "web/index.html" }
    #expect(found?.path == "web")
  }

  @Test func `there may be no pages at all`() throws {
    #expect(try WebDirectory.find(explicit: nil, binaryPath: "/bin/signald") { _ in false } == nil)
  }

  @Test func `the directory asked for is taken, and no other in its place`() throws {
    let found = try WebDirectory.find(explicit: "/pages", binaryPath: "/bin/signald") { _ in true }
    #expect(found?.path == "/pages")
    let error = #expect(throws: RuntimeError.self) {
      try WebDirectory.find(explicit: "/pages", binaryPath: "/bin/signald") { path in
        !path.hasPrefix("/pages/")
      }
    }
    #expect(
      error?.description == "--web /pages: there is no index.html to read in it; "
        + "name the directory of the pages")
  }
}
