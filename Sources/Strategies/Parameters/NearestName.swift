/// The name a person probably meant: the one with the fewest letters to change; nil when none is near.
func nearestName(to typed: String, among names: [String]) -> String? {
  let limit = max(2, typed.count / 2)
  let ranked = names.map { (name: $0, distance: lettersToChange(typed.lowercased(), $0)) }
  guard let best = ranked.min(by: { $0.distance < $1.distance }), best.distance <= limit else {
    return names.first { !typed.isEmpty && $0.hasPrefix(typed.lowercased()) }
  }
  return best.name
}
