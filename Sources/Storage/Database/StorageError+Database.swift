import GRDB
import Trading

extension StorageError {
  /// Says in our words what SQLite reported.
  init(
    _ error: any Error, file: String, table: String? = nil, account: AccountID? = nil, sequence: Int64? = nil,
    while action: String
  ) {
    if let known = error as? StorageError {
      self = known
      return
    }
    let (kind, why, fix) = Self.explain(error)
    self.init(
      kind, file: file, table: table, account: account, sequence: sequence, problem: "\(action) failed: \(why).",
      fix: fix)
  }

  private static func explain(_ error: any Error) -> (Kind, String, String) {
    if error is Columns.Mismatch {
      return (
        .damaged, "\(error)", "The file was changed or damaged: look at the disk, restore the last backup if it stays."
      )
    }
    guard let error = error as? DatabaseError else {
      return (.io, "\(error)", "Stop the desk, look at the disk, then start again: it recovers from the journal.")
    }
    let code = "SQLite \(error.extendedResultCode.rawValue)"
    let words = "\(error.message ?? "no message") (\(code))"
    switch error.resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      return (
        .locked, "another process kept the database locked beyond the time limit (\(code))",
        "Find what has the file open (a backup, a database browser, a second desk), end it, and start again."
      )
    case .SQLITE_FULL:
      return (.diskFull, "the disk is full (\(code))", "Free space on this disk, then start the desk again.")
    case .SQLITE_READONLY:
      return (.readOnly, words, "Make the file and its folder writable for the user that runs the desk.")
    case .SQLITE_CORRUPT, .SQLITE_NOTADB:
      return (
        .damaged, words, "Keep the file aside, restore the last backup and reconcile with the broker before trading."
      )
    case .SQLITE_CANTOPEN:
      return (.missing, words, "Check the path and the rights on the folder.")
    case .SQLITE_CONSTRAINT:
      return (.conflict, words, "This is a fault of the program: stop, keep the data folder, report it.")
    default:
      return (.io, words, "Stop the desk, look at the disk (space, health, rights), then start again.")
    }
  }
}
