/// Finds what a mistyped word may have meant.
enum Suggestions {
  /// How many single mistakes a word may hold and still be recognised.
  static let mistakes = 2
  /// How many suggestions are made at most.
  static let limit = 3

  /// The closest of `known`: within two mistakes, or else those that begin with the word.
  ///
  /// `prefix` is common to all and does not count as typed.
  static func of(_ word: String, among known: [String], prefix: String = "") -> [String] {
    let typed = Array(word.dropFirst(word.hasPrefix(prefix) ? prefix.count : 0))
    guard !typed.isEmpty else { return [] }
    let distances = known.map { distance(typed, Array($0.dropFirst(prefix.count))) }
    let closest = distances.min() ?? .max
    let near = zip(known, distances).filter { $0.1 == closest }.map(\.0)
    let begun = known.filter { $0.dropFirst(prefix.count).starts(with: typed) }
    // Half of a short word mistaken is another word.
    if closest <= min(mistakes, (typed.count - 1) / 2), begun.isEmpty || closest < mistakes {
      return Array(near.prefix(limit))
    }
    return Array(begun.prefix(limit))
  }

  /// How many insertions, deletions, replacements and swaps of neighbours turn one into the other.
  ///
  /// The Damerau-Levenshtein distance in its optimal string alignment form.
  static func distance(_ first: [Character], _ second: [Character]) -> Int {
    var before: [Int] = []
    var previous = Array(0...second.count)
    for row in 0..<first.count {
      var current = [row + 1]
      for column in 0..<second.count {
        var best = min(
          previous[column + 1] + 1, current[column] + 1,
          previous[column] + (first[row] == second[column] ? 0 : 1))
        if row > 0, column > 0, first[row] == second[column - 1],
          first[row - 1] == second[column]
        {
          best = min(best, before[column - 1] + 1)
        }
        current.append(best)
      }
      (before, previous) = (previous, current)
    }
    return previous[second.count]
  }
}
