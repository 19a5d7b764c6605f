import Storage

/// A command could not do what it was asked: what happened and why, then what to do. Printed on stderr; exit code 1.
struct Failure: Error, CustomStringConvertible {
  var problem: String
  var fix: String

  init(_ problem: String, fix: String) {
    self.problem = problem
    self.fix = fix
  }

  var description: String { "\(problem)\n\(fix)" }

  /// Storage's own words, except that a locked data folder means a running desk.
  init(_ error: StorageError) {
    if case .inUse(let pid) = error.kind {
      self.init(
        "The desk is running\(pid.map { " (process \($0))" } ?? "") and owns the data folder.",
        fix: "Stop it (Ctrl-C, or a TERM signal) and run this again.")
    } else {
      self.init("\(error.file): \(error.problem)", fix: error.fix)
    }
  }
}
