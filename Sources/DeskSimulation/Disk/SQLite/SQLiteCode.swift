import GRDBSQLite

/// SQLite's extended codes of what failed; the importer does not take its macros.
enum SQLiteCode {
  static let deleteFailed = code(10)
  static let deleteFoundNothing = code(23)
  static let folderSyncFailed = code(5)
  static let readFailed = code(1)
  static let readFellShort = code(2)
  static let writeFailed = code(3)
  static let syncFailed = code(4)
  static let truncateFailed = code(6)
  static let sizeFailed = code(7)
  static let lockFailed = code(15)
  static let reservedLockFailed = code(14)
  static let memoryFailed = code(21)

  private static func code(_ number: Int32) -> Int32 { SQLITE_IOERR | number << 8 }
}
