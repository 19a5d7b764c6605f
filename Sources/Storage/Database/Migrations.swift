import Foundation
import GRDB

/// Numbered steps from an empty file to the present tables. Forward only; a released step is never edited.
struct Migrations {
  /// What the file is; kept in it, so that one is not taken for another.
  let name: String
  /// Step `n` makes version `n + 1`.
  let steps: [String]
  /// What all steps together make.
  private let schema: Result<Schema, any Error>

  init(name: String, steps: [String]) {
    self.name = name
    self.steps = steps
    schema = Result { try Schema(of: steps) }
  }

  var newest: Int64 { Int64(steps.count) }

  /// Brings the database to the newest version, each step in its own transaction. A file of a newer version, or of
  /// another program, is refused and its tables are left alone.
  func run(on queue: DatabaseQueue, file: String) throws(StorageError) {
    do {
      try queue.write { db in try prepare(db, file: file) }
      let version = try queue.read { db in try Self.version(db) }
      try check(version, file: file)
      for (index, step) in steps.enumerated().dropFirst(Int(version)) {
        try queue.write { db in
          try db.execute(sql: step)
          try db.run(SQL("update schema_version set version = $1"), [index + 1])
        }
      }
      try queue.read { db in try checkSchema(db, file: file) }
    } catch {
      throw StorageError(error, file: file, table: "schema_version", while: "preparing the tables")
    }
  }

  /// For readers: refuses a file this program cannot read, and changes nothing.
  func check(_ db: Database, file: String) throws {
    guard try db.tableExists("schema_version"), try isNamed(db) else { throw foreign(file) }
    let version = try Self.version(db)
    try check(version, file: file)
    guard version == newest else {
      throw StorageError(
        .missing, file: file, table: "schema_version",
        problem: "the \(name) has version \(version), this program reads \(newest).",
        fix: "Start the desk once: it brings the file up to date.")
    }
    try checkSchema(db, file: file)
  }

  /// Refuses a file of the right version whose tables are not what the steps made.
  private func checkSchema(_ db: Database, file: String) throws {
    guard let difference = try Schema(db).difference(from: schema.get()) else { return }
    throw StorageError(
      .damaged, file: file, table: difference.table, problem: difference.problem,
      fix: "Stop whatever changed the file, keep a copy of it, and restore the last backup that has it as it was.")
  }

  private func prepare(_ db: Database, file: String) throws {
    if try db.tableExists("schema_version") {
      guard try isNamed(db) else { throw foreign(file) }
      return
    }
    let tables = try Int.fetchOne(db, sql: "select count(*) from sqlite_master") ?? 0
    guard tables == 0 else { throw foreign(file) }
    try db.execute(sql: "create table schema_version(name text not null, version bigint not null)")
    try db.run(SQL("insert into schema_version(name, version) values ($1, 0)"), [name])
  }

  private func isNamed(_ db: Database) throws -> Bool {
    try db.rows(SQL("select name from schema_version"), [], table: "schema_version") { try $0.text() } == [name]
  }

  private func check(_ version: Int64, file: String) throws(StorageError) {
    guard version >= 0, version <= newest else {
      throw StorageError(
        .newerSchema, file: file, table: "schema_version",
        problem: "the \(name) has version \(version), but this program knows only up to \(newest).",
        fix: "It was written by a newer Sarathi: start that one, or restore a backup made by this version.")
    }
  }

  private func foreign(_ file: String) -> StorageError {
    StorageError(
      .damaged, file: file, problem: "this is not the \(name): it holds tables of another program.",
      fix: "Move the file away or choose another data folder.")
  }

  private static func version(_ db: Database) throws -> Int64 {
    let versions = try db.rows(SQL("select version from schema_version"), [], table: "schema_version") {
      try $0.integer()
    }
    guard versions.count == 1, let version = versions.first else {
      throw Columns.Mismatch(table: "schema_version", column: "version", expected: "exactly one row")
    }
    return version
  }
}
