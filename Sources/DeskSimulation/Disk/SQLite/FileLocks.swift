import GRDBSQLite

/// The locks of SQLite's connections on one file: any number share, one reserves, then waits for the others to go, then
/// has it alone.
struct FileLocks: Sendable {
  private var shared = 0
  private var writer: (connection: ObjectIdentifier, level: Int32)?

  /// Whether somebody is about to write.
  var isReserved: Bool { writer != nil }

  /// - Parameter level: what the connection has; raised as far as it goes.
  /// - Returns: whether it got what it wanted.
  mutating func lock(_ connection: ObjectIdentifier, _ level: inout Int32, to wanted: Int32) -> Bool {
    guard level < wanted else { return true }
    if let writer, writer.connection != connection, writer.level >= SQLITE_LOCK_PENDING || wanted > SQLITE_LOCK_SHARED {
      return false
    }
    switch wanted {
    case SQLITE_LOCK_SHARED: shared += 1
    case SQLITE_LOCK_RESERVED: writer = (connection, wanted)
    default:
      writer = (connection, SQLITE_LOCK_PENDING)
      level = SQLITE_LOCK_PENDING
      guard shared <= 1 else { return false }
      writer = (connection, SQLITE_LOCK_EXCLUSIVE)
    }
    level = wanted
    return true
  }

  mutating func unlock(_ connection: ObjectIdentifier, _ level: inout Int32, to wanted: Int32) {
    guard level > wanted else { return }
    if level > SQLITE_LOCK_SHARED, writer?.connection == connection { writer = nil }
    if wanted == SQLITE_LOCK_NONE { shared -= 1 }
    level = wanted
  }
}
