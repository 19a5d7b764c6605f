package import Engine
import Trading

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

extension Decision {
  /// Which option of `link add` allows what its link does not; nil where the link's settings are not the reason.
  package var fix: String? {
    switch denial?.code {
    case .shortNotAllowed: "Add the link with --may-short to sell short."
    case .writingNotAllowed: "Add the link with --may-write to write options."
    case .limitTooFar: "Add the link with --limit-within to allow limits further away."
    default: nil
    }
  }
}
