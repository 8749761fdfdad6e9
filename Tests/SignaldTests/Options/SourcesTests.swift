import SansIO
import Testing

@testable import signald

struct SourcesTests {
  @Test func `the command line wins over the environment, and that over the default`() throws {
    var world = World()
    #expect(try world.serve().realm == "signald")
    world.variables["SIGNALD_REALM"] = "environment"
    #expect(try world.serve().realm == "environment")
    #expect(try world.serve("--realm", "flag").realm == "flag")
  }

  @Test func `an empty variable counts as not set`() throws {
    #expect(try World(variables: ["SIGNALD_REALM": ""]).serve().realm == "signald")
    #expect(try World(variables: ["SIGNALD_TURN_SECRET": " , "]).serve().secrets.isEmpty)
  }

  @Test func `a variable of a repeatable option holds values separated by commas`() throws {
    let world = World(variables: [
      "SIGNALD_TURN": "192.0.2.1:1, [::1]:2", "SIGNALD_TURN_SECRET": "a,b,",
      "SIGNALD_TURN_USER": "alice:x,bob:y",
    ])
    let options = try world.serve()
    #expect(options.turn == [Endpoint("192.0.2.1:1")!, Endpoint("[::1]:2")!])
    #expect(options.secrets == ["a", "b"])
    #expect(options.users.map(\.name) == ["alice", "bob"])
  }

  @Test func `values on the command line replace those of the environment`() throws {
    let world = World(variables: ["SIGNALD_TURN_SECRET": "a,b"])
    #expect(try world.serve("--turn-secret=c").secrets == ["c"])
  }

  @Test(arguments: [
    ("1", true), ("yes", true), ("true", true), ("on", true), ("0", false), ("off", false),
  ])
  func `a switch is a variable with a word`(word: String, isOn: Bool) throws {
    let world = World(variables: ["SIGNALD_RFC5766_CHANNELS": word])
    #expect(try world.serve().rfc5766Channels == isOn)
    #expect(try world.serve("--rfc5766-channels").rfc5766Channels)
    #expect(try !world.serve("--rfc5766-channels=off").rfc5766Channels)
  }

  @Test func `a variable that ends in _FILE names a file with the secret`() throws {
    var world = World(
      variables: ["SIGNALD_PASSWORD_FILE": "/p", "SIGNALD_USER": "ada"], files: ["/p": "x y \n\n"])
    world.files["/p"] = "x y \n"
    guard case .turn(let options) = try world.invoke("turn", "h") else {
      Issue.record("not turn")
      return
    }
    #expect(options.credentials == Credentials(user: "ada", password: "x y "))
    world.files["/p"] = "two\r\n"
    guard case .turn(let second) = try world.invoke("turn", "h") else {
      Issue.record("not turn")
      return
    }
    #expect(second.credentials.password == "two")
  }

  @Test func `a file for a repeatable option holds one value a line, commas and all`() throws {
    let world = World(
      variables: ["SIGNALD_TURN_USER_FILE": "/u", "SIGNALD_TURN_SECRET_FILE": "/s,/t"],
      files: ["/u": "# users\nalice:a,b\n\nbob:c\n", "/s": "one", "/t": "two\n"])
    let options = try world.serve()
    #expect(options.users.map(\.password) == ["a,b", "c"])
    #expect(options.secrets == ["one", "two"])
  }

  @Test func `secrets of the command line and of files add up`() throws {
    let world = World(files: ["/s": "two\n"])
    #expect(
      try world.serve("--turn-secret-file=/s", "--turn-secret=one").secrets == ["one", "two"])
  }

  @Test func `a variable and its _FILE exclude each other`() {
    let world = World(variables: ["SIGNALD_TURN_USER": "a:b", "SIGNALD_TURN_USER_FILE": "/u"])
    #expect(
      world.complaint() == "SIGNALD_TURN_USER and SIGNALD_TURN_USER_FILE are both set; "
        + "keep one of them")
    #expect(world.complaint("--turn-user=c:d") == "")
  }

  @Test func `a bad value from a file is blamed on the file and not shown`() {
    var world = World(variables: ["SIGNALD_TURN_USER_FILE": "/u"], files: ["/u": "hunter2\n"])
    #expect(
      world.complaint() == "SIGNALD_TURN_USER_FILE (/u): the value has no colon between name "
        + "and password; write NAME:PASSWORD")
    world.files = [:]
    #expect(
      world.complaint()
        == "SIGNALD_TURN_USER_FILE (/u): cannot read the file: no such file or directory")
  }

  @Test(arguments: CommandName.allCases)
  func `no two options of a command share a name or a variable`(command: CommandName) {
    let options = command.description.options
    let names = options.map(\.name) + ["help", "version"]
    let variables = options.map(\.variable) + options.compactMap(\.fileVariable)
    #expect(Set(names).count == names.count)
    #expect(Set(variables).count == variables.count)
  }
}
