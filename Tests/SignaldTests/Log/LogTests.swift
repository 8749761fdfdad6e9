import Synchronization
import Testing

@testable import signald

struct LogTests {
  /// Collects what a log writes.
  final class Lines: Sendable {
    let all = Mutex<[String]>([])
  }

  private func written(
    _ level: LogLevel, _ style: Log.Style = .stamped, _ body: (Log) -> Void
  ) -> [String] {
    let lines = Lines()
    body(
      Log(
        level: level, style: style,
        clock: { UnixTime(seconds: 1_767_323_045, milliseconds: 6) },
        output: { line in lines.all.withLock { $0.append(line) } }))
    return lines.all.withLock { $0 }
  }

  @Test func `a line has the time, the level and the message`() {
    #expect(
      written(.info) { $0.warning("no route") } == ["2026-01-02T03:04:05.006Z warning: no route\n"])
  }

  @Test func `a line in the journal has the severity of RFC 5424 and no time`() {
    let lines = written(.trace, .journal) {
      $0.error("a")
      $0.warning("b")
      $0.info("c")
      $0.debug("d")
      $0.trace("e")
    }
    #expect(lines == ["<3>a\n", "<4>b\n", "<6>c\n", "<7>d\n", "<7>e\n"])
  }

  @Test func `a line for programs is one JSON object, whatever the message holds`() {
    let lines = written(.info, .json) { $0.info("user \"a\\b\"\nforged") }
    let start = #"{"time":"2026-01-02T03:04:05.006Z","level":"info","message":"#
    #expect(lines == [start + #""user \"a\\b\"\u000aforged"}"# + "\n"])
  }

  @Test(arguments: LogLevel.allCases)
  func `a log writes its level and the quieter ones`(level: LogLevel) {
    let lines = written(level) {
      $0.error("")
      $0.warning("")
      $0.info("")
      $0.debug("")
      $0.trace("")
    }
    #expect(lines.count == level.rawValue)
  }

  @Test func `a message that is not written is not made`() {
    var made = 0
    func message() -> String {
      made += 1
      return "x"
    }
    _ = written(.warning) {
      $0.info(message())
      $0.error(message())
    }
    #expect(made == 1)
  }

  @Test func `a message cannot forge a line or steer a terminal`() {
    #expect(
      written(.info, .journal) { $0.info("a\r\n<0>b\u{1b}[2J\u{9b}\u{fc}") }
        == ["<6>a\\u{d}\\u{a}<0>b\\u{1b}[2J\\u{9b}\u{fc}\n"])
  }

  @Test(arguments: [
    (0, "1970-01-01T00:00:00.000Z"), (951_782_400, "2000-02-29T00:00:00.000Z"),
    (951_868_799, "2000-02-29T23:59:59.000Z"), (951_868_800, "2000-03-01T00:00:00.000Z"),
    (1_735_689_599, "2024-12-31T23:59:59.000Z"), (4_107_542_400, "2100-03-01T00:00:00.000Z"),
    (-1, "1969-12-31T23:59:59.000Z"), (-2_203_891_201, "1900-02-28T23:59:59.000Z"),
  ])
  func `RFC 3339 a time is written in UTC`(seconds: Int, text: String) {
    #expect(UnixTime(seconds: seconds, milliseconds: 0).description == text)
  }
}
