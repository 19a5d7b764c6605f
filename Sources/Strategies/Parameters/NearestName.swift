/// The name a person probably meant: the one with the fewest letters to change; nil when none is near.
func nearestName(to typed: String, among names: [String]) -> String? {
  let limit = max(2, typed.count / 2)
  let ranked = names.map { (name: $0, distance: lettersToChange(Array(typed.lowercased()), Array($0))) }
  guard let best = ranked.min(by: { $0.distance < $1.distance }), best.distance <= limit else {
    return names.first { !typed.isEmpty && $0.hasPrefix(typed.lowercased()) }
  }
  return best.name
}

/// Levenshtein's distance: insertions, deletions and replacements that turn one word into the other.
private func lettersToChange(_ a: [Character], _ b: [Character]) -> Int {
  var row = Array(0...b.count)
  for (i, letter) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, other) in b.enumerated() {
      let replaced = diagonal + (letter == other ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
    }
  }
  return row[b.count]
}
