import Foundation
import GRDB

/// Tables, columns, indices and triggers as a database declares them.
///
/// The version in `schema_version` says which steps were taken, not what became of their result: a restored or edited file
/// may lack a table or a column, and the first row written there would end the desk in the middle of the day.
struct Schema: Sendable {
  private struct Object: Hashable, Sendable {
    var type: String
    var name: String
    var table: String
    var text: String
  }

  private var objects: [String: Object] = [:]
  /// Columns in order, each with its type and constraints, by table.
  private var columns: [String: [Column]] = [:]

  private struct Column: Hashable, Sendable {
    var name: String
    var declaration: String
  }

  /// As the steps make it in an empty database.
  init(of steps: [String]) throws {
    let queue = try DatabaseQueue()
    self = try queue.write { db in
      for step in steps { try db.execute(sql: step) }
      return try Schema(db)
    }
    try queue.close()
  }

  /// As the database has it.
  init(_ db: Database) throws {
    let select = SQL("select type, name, tbl_name, coalesce(sql, '') from sqlite_master")
    for object in try db.rows(
      select, [], table: "sqlite_master",
      { Object(type: try $0.text(), name: try $0.text(), table: try $0.text(), text: try $0.text()) })
    {
      objects[object.name] = object
    }
    for table in objects.values where table.type == "table" {
      columns[table.name] = try Row.fetchAll(db, sql: "select * from pragma_table_info(?)", arguments: [table.name]).map
      {
        row in
        let names = ["type", "notnull", "dflt_value", "pk"]
        let declaration = names.map { name -> String in
          let value: DatabaseValue = row[name]
          return "\(value)"
        }
        let name: String? = row["name"]
        return Column(name: name ?? "", declaration: declaration.joined(separator: " "))
      }
    }
  }

  /// The first thing that is not as in `wanted`, as table and problem; nil when the program can work with it.
  ///
  /// Tables that the program does not know are left alone; a trigger or index of another hand on one of its own is not:
  /// it changes what a write does.
  func difference(from wanted: Schema) -> (table: String, problem: String)? {
    for object in wanted.objects.values.sorted(by: { $0.name < $1.name }) where object.type == "table" {
      if let problem = tableProblem(object, wanted) { return (object.name, problem) }
    }
    for object in wanted.objects.values.sorted(by: { $0.name < $1.name }) where object.type != "table" {
      guard let found = objects[object.name], found.type == object.type, found.table == object.table else {
        return (object.table, "the \(object.type) \(object.name) is missing.")
      }
      guard found.text == object.text else {
        return (object.table, "the \(object.type) \(object.name) is another than this program's.")
      }
    }
    let known = Set(wanted.columns.keys)
    for object in objects.values.sorted(by: { $0.name < $1.name })
    where wanted.objects[object.name] == nil && known.contains(object.table) && object.type != "table" {
      return (object.table, "there is a \(object.type) \(object.name) that this program did not make.")
    }
    return nil
  }

  private func tableProblem(_ table: Object, _ wanted: Schema) -> String? {
    guard let found = objects[table.name], found.type == "table" else { return "the table is missing." }
    let here = columns[table.name] ?? []
    let there = wanted.columns[table.name] ?? []
    for column in there {
      guard let same = here.first(where: { $0.name == column.name }) else {
        return "the column \(column.name) is missing."
      }
      guard same == column else { return "the column \(column.name) is declared in another way." }
    }
    if let extra = here.first(where: { column in !there.contains { $0.name == column.name } }) {
      return "there is a column \(extra.name) that this program does not know."
    }
    return found.text == table.text ? nil : "the table is declared in another way than this program does."
  }
}
