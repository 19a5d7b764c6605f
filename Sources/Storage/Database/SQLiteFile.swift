import Foundation
import GRDB

/// Opens SQLite files the way the desk needs them.
enum SQLiteFile {
  /// A single writing connection: WAL, and `synchronous=FULL`, so that a commit that returned survives a power failure.
  ///
  /// Checkpoints are off the commit path, where SQLite says nothing when they fail: the owner calls for them.
  static func openForWriting(
    _ file: URL, busyTimeout: Duration
  ) throws(StorageError) -> DatabaseQueue {
    do {
      var configuration = configuration(busyTimeout)
      configuration.journalMode = .wal
      let queue = try DatabaseQueue(path: file.path, configuration: configuration)
      try queue.writeWithoutTransaction { db in
        try db.execute(sql: "pragma synchronous = full")
        // On macOS only this reaches the platter; elsewhere it has no effect.
        try db.execute(sql: "pragma fullfsync = 1")
        try db.execute(sql: "pragma wal_autocheckpoint = 0")
        // A log that grew large once is shortened when it starts anew.
        try db.execute(sql: "pragma journal_size_limit = \(16 << 20)")
        guard try String.fetchOne(db, sql: "pragma journal_mode") == "wal",
          try Int.fetchOne(db, sql: "pragma synchronous") == 2
        else {
          throw StorageError(
            .io, file: file.path, problem: "the file system does not allow write-ahead logging.",
            fix: "Put the data folder on a local disk, not on a network share.")
        }
      }
      return queue
    } catch {
      throw StorageError(error, file: file.path, while: "opening the database")
    }
  }

  /// Connections that only read, beside the writer, of this process or another.
  static func openForReading(_ file: URL, busyTimeout: Duration) throws(StorageError) -> DatabasePool {
    do {
      var configuration = configuration(busyTimeout)
      configuration.readonly = true
      configuration.maximumReaderCount = 4
      return try DatabasePool(path: file.path, configuration: configuration)
    } catch {
      throw StorageError(error, file: file.path, while: "opening the database for reading")
    }
  }

  private static func configuration(_ busyTimeout: Duration) -> Configuration {
    var configuration = Configuration()
    let seconds = Double(busyTimeout.components.seconds) + Double(busyTimeout.components.attoseconds) * 1e-18
    configuration.busyMode = .timeout(seconds)
    configuration.foreignKeysEnabled = false
    return configuration
  }
}
