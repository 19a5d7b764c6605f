import Engine

extension Event {
  /// The name in the journal's `kind` column. Recorded, so it never changes.
  var journalKind: String {
    switch self {
    case .started: "started"
    case .dayStarted: "dayStarted"
    case .terms: "terms"
    case .settings: "settings"
    case .link: "link"
    case .linkRemoved: "linkRemoved"
    case .signal: "signal"
    case .trigger: "trigger"
    case .timer: "timer"
    case .placed: "placed"
    case .changed: "changed"
    case .report: "report"
    case .lookedUp: "lookedUp"
    case .snapshot: "snapshot"
    case .snapshotFailed: "snapshotFailed"
    case .command: "command"
    }
  }
}
