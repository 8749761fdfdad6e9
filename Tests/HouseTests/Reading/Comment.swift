/// One comment of Swift source.
struct Comment: Equatable {
  let text: String
  let lines: ClosedRange<Int>
}
