import Crypto
import Foundation
import GRDB

/// A chain of its own over the rows that are not derived from the journal: accounts, links, settings, day reports,
/// deployments, refused alerts, instruments. Whatever writes such a row adds a digest of it, so that a row changed, added or taken away
/// behind the program's back shows.
struct StoreSeal {
  /// A table under seal.
  struct Subject: Sendable {
    var table: String
    var key: [String]
  }

  static let accounts = Subject(table: "accounts", key: ["id"])
  static let links = Subject(table: "links", key: ["id"])
  static let settings = Subject(table: "settings", key: ["key"])
  static let dayReports = Subject(table: "day_reports", key: ["account", "day"])
  static let deployments = Subject(table: "deployments", key: ["id"])
  static let deploymentChanges = Subject(table: "deployment_changes", key: ["deployment", "number"])
  static let strategySignals = Subject(table: "strategy_signals", key: ["id", "deployment"])
  static let refusedAlerts = Subject(table: "refused_alerts", key: ["number"])
  /// Registered by the thousand, so sealed one registration at a time: the key is its range of numbers.
  static let instruments = Subject(table: "instruments", key: ["id"])

  static let rows = [
    accounts, links, settings, dayReports, deployments, deploymentChanges, strategySignals, refusedAlerts,
  ]

  let db: Database

  private static let last = SQL("select number, chain from store_chain order by number desc limit 1")
  private static let insert = SQL(
    "insert into store_chain(number, subject, row_key, digest, chain) values ($1, $2, $3, $4, $5)")
  private static let newest = SQL(
    "select digest from store_chain where subject = $1 and row_key = $2 order by number desc limit 1")
  private static let all = SQL("select number, subject, row_key, digest, chain from store_chain order by number")
  private static let separator = "\u{1F}"

  // MARK: Writing

  /// Seals the row with this key as it is now.
  func seal(_ subject: Subject, _ key: [any ColumnValue]) throws {
    let condition = subject.key.enumerated().map { "\($1) = $\($0 + 1)" }.joined(separator: " and ")
    let select = SQL("select * from \(subject.table) where \(condition)")
    guard let digest = try digests(select, key, subject).first else { return }
    try append(subject, digest.key, digest.bytes)
  }

  /// Seals the instruments of a range of numbers.
  func sealInstruments(_ numbers: ClosedRange<Int32>) throws {
    try append(
      Self.instruments, "\(numbers.lowerBound)\(Self.separator)\(numbers.upperBound)", try instrumentsDigest(numbers))
  }

  private func append(_ subject: Subject, _ key: String, _ digest: [UInt8]) throws {
    let last = try db.rows(Self.last, [], table: "store_chain") { (try $0.integer(), try $0.bytes()) }.first
    let number = (last?.0 ?? 0) + 1
    let chain = Self.chain(last?.1 ?? [], number, subject.table, key, digest)
    try db.run(Self.insert, [number, subject.table, key, digest, chain])
  }

  private static func chain(
    _ previous: [UInt8], _ number: Int64, _ subject: String, _ key: String, _ digest: [UInt8]
  ) -> [UInt8] {
    var hash = SHA256()
    for part in [previous, Array("\(number)".utf8), Array(subject.utf8), Array(key.utf8), digest] {
      withUnsafeBytes(of: Int64(part.count).littleEndian) { hash.update(bufferPointer: $0) }
      hash.update(data: part)
    }
    return Array(hash.finalize())
  }

  // MARK: Looking

  /// Rows of a table that are not what was written last, each with its key; for few rows, as at a start.
  func differences(_ subject: Subject) throws -> [String] {
    try digests(SQL("select * from \(subject.table)"), [], subject).compactMap { row in
      let sealed = try db.rows(Self.newest, [subject.table, row.key], table: "store_chain") { try $0.bytes() }.first
      return sealed == row.bytes ? nil : row.key
    }
  }

  /// Every row under seal, and the chain itself.
  func findings() throws -> [String] {
    var findings: [String] = []
    var expected: [String: [String: [UInt8]]] = [:]
    var previous: (number: Int64, chain: [UInt8]) = (0, [])
    try db.forEachRow(Self.all, [], table: "store_chain") { columns in
      let number = try columns.integer()
      let (subject, key) = (try columns.text(), try columns.text())
      let (digest, chain) = (try columns.bytes(), try columns.bytes())
      if number != previous.number + 1 || chain != Self.chain(previous.chain, number, subject, key, digest) {
        findings.append("store_chain: entry \(number) is not what was written")
      }
      expected[subject, default: [:]][key] = digest
      previous = (number, chain)
    }
    for subject in Self.rows {
      var wanted = expected.removeValue(forKey: subject.table) ?? [:]
      for row in try digests(SQL("select * from \(subject.table)"), [], subject) {
        let name = Self.readable(row.key)
        switch wanted.removeValue(forKey: row.key) {
        case row.bytes: break
        case nil: findings.append("\(subject.table): row \(name) was not written by this program")
        default: findings.append("\(subject.table): row \(name) is not what was written")
        }
      }
      for key in wanted.keys.sorted() { findings.append("\(subject.table): row \(Self.readable(key)) is missing") }
    }
    try addInstruments(expected[Self.instruments.table] ?? [:], to: &findings)
    return findings
  }

  private func addInstruments(_ sealed: [String: [UInt8]], to findings: inout [String]) throws {
    var covered: Int64 = 0
    for (key, digest) in sealed {
      let numbers = key.split(separator: Character(Self.separator)).compactMap { Int32($0) }
      guard numbers.count == 2, numbers[0] <= numbers[1], try instrumentsDigest(numbers[0]...numbers[1]) == digest
      else {
        findings.append("instruments: rows \(Self.readable(key)) are not what was written")
        continue
      }
      covered += Int64(numbers[1]) - Int64(numbers[0]) + 1
    }
    let count = try db.rows(SQL("select count(*) from instruments"), [], table: "instruments") { try $0.integer() }
    if findings.isEmpty, let count = count.first, count != covered {
      findings.append("instruments: there are \(count) rows, \(covered) were written")
    }
  }

  private static func readable(_ key: String) -> String { key.replacing(separator, with: "/") }

  // MARK: Digests

  private func digests(
    _ select: SQL, _ values: [any ColumnValue], _ subject: Subject
  ) throws -> [(key: String, bytes: [UInt8])] {
    var result: [(key: String, bytes: [UInt8])] = []
    try forEach(select, values) { row in
      var hash = SHA256()
      add(row, to: &hash)
      let key = subject.key.map { name -> String in
        let value: DatabaseValue = row[name]
        return text(value)
      }
      result.append((key.joined(separator: Self.separator), Array(hash.finalize())))
    }
    return result
  }

  private func instrumentsDigest(_ numbers: ClosedRange<Int32>) throws -> [UInt8] {
    var hash = SHA256()
    try forEach(
      SQL("select * from instruments where id between $1 and $2 order by id"), [numbers.lowerBound, numbers.upperBound]
    ) { add($0, to: &hash) }
    return Array(hash.finalize())
  }

  private func forEach(_ select: SQL, _ values: [any ColumnValue], _ body: (Row) -> Void) throws {
    let statement = try db.cachedStatement(sql: select.text)
    let cursor = try Row.fetchCursor(statement, arguments: StatementArguments(values.map(\.column)))
    while let row = try cursor.next() { body(row) }
  }

  /// Each value with its kind and length, so that no two rows read the same.
  private func add(_ row: Row, to hash: inout SHA256) {
    for (_, value) in row {
      let bytes: [UInt8]
      let kind: UInt8
      switch value.storage {
      case .null: (kind, bytes) = (0, [])
      case .int64(let number): (kind, bytes) = (1, withUnsafeBytes(of: number.littleEndian) { Array($0) })
      case .double(let number): (kind, bytes) = (2, withUnsafeBytes(of: number.bitPattern.littleEndian) { Array($0) })
      case .string(let text): (kind, bytes) = (3, Array(text.utf8))
      case .blob(let data): (kind, bytes) = (4, Array(data))
      }
      hash.update(data: [kind])
      withUnsafeBytes(of: Int64(bytes.count).littleEndian) { hash.update(bufferPointer: $0) }
      hash.update(data: bytes)
    }
  }

  private func text(_ value: DatabaseValue) -> String {
    switch value.storage {
    case .int64(let number): "\(number)"
    case .string(let text): text
    case .null, .double, .blob: "\(value)"
    }
  }
}
