package import Engine

extension Decision.Outcome {
  /// For a person, the same on every surface.
  package var words: String {
    switch self {
    case .accepted: "accepted"
    case .waiting: "waiting"
    case .denied: "denied"
    case .nothingToDo: "nothing to do"
    case .ignored: "ignored"
    }
  }

  /// For programs: `nothing_to_do`.
  package var code: String { words.replacing(" ", with: "_") }
}
