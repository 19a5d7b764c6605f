import Engine
import Foundation
import GRDB
package import Trading

/// What a walk through the whole journal found.
package struct Verification: Hashable, Sendable {
  package struct Finding: Hashable, Sendable {
    /// Nil when it concerns the file as a whole.
    package var account: AccountID?
    package var sequence: Int64?
    package var problem: String
  }

  package internal(set) var records: Int64 = 0
  package internal(set) var streams = 0
  /// Records that a person set aside: no findings, but nothing applies them.
  package internal(set) var quarantines: [Quarantine] = []
  /// At most ``maximumFindings``; the walk ends there.
  package internal(set) var findings: [Finding] = []

  package static let maximumFindings = 100
  package var isSound: Bool { findings.isEmpty }

  /// What a comparison of the tables found.
  package mutating func add(_ differences: [TableComparison.Finding]) {
    findings += differences.map { Finding(account: $0.account, sequence: nil, problem: "\($0.table): \($0.problem)") }
  }

  /// Something known from outside the database.
  package mutating func add(_ problem: (account: AccountID, sequence: Int64, text: String)) {
    findings.append(Finding(account: problem.account, sequence: problem.sequence, problem: problem.text))
  }

  init() {}
}

/// Finds any changed byte of the journal: each record is chained to the one before, the newest is known from
/// `journal_heads`, and SQLite checks its own pages and indices.
struct Verifier {
  let db: Database
  private(set) var result = Verification()

  init(_ db: Database) { self.db = db }

  mutating func run() -> Verification {
    attempt("the file cannot be checked") { try $0.checkPages() }
    var streams: [Int64] = []
    attempt("the streams cannot be listed") { streams = try $0.streams() }
    for stream in streams {
      result.streams += 1
      attempt("the stream cannot be read", stream) { try $0.walk(stream) }
    }
    attempt("the rows under seal cannot be read") { verifier in
      for problem in try StoreSeal(db: verifier.db).findings() { verifier.add(nil, nil, problem) }
    }
    return result
  }

  /// What SQLite refuses to read is a finding, not the end of the walk.
  private mutating func attempt(_ action: String, _ stream: Int64? = nil, _ body: (inout Verifier) throws -> Void) {
    do {
      try body(&self)
    } catch {
      add(stream, nil, "\(action): \(error)")
    }
  }

  private mutating func add(_ stream: Int64?, _ sequence: Int64?, _ problem: String) {
    guard result.findings.count < Verification.maximumFindings else { return }
    let account = stream.flatMap { Int32(exactly: $0) }.map { AccountID($0) }
    result.findings.append(Verification.Finding(account: account, sequence: sequence, problem: problem))
  }

  private mutating func checkPages() throws {
    for line in try String.fetchAll(db, sql: "pragma integrity_check(20)") where line != "ok" { add(nil, nil, line) }
  }

  private func streams() throws -> [Int64] {
    let select = SQL("select distinct stream from journal union select stream from journal_heads order by 1")
    return try db.rows(select, [], table: "journal") { try $0.integer() }
  }

  private mutating func walk(_ stream: Int64) throws {
    var sequence: Int64 = 0
    var chain = JournalRow.seed(of: stream)
    let db = self.db
    let aside = try QuarantineTable.all(db, of: stream)
    result.quarantines += aside
    var toldOf: Set<Int64> = []
    try db.forEachRow(JournalRow.select, [stream, Int64.min, Int64.max], table: "journal") { columns in
      guard result.findings.count < Verification.maximumFindings else { return }
      let row = try JournalRow(&columns)
      result.records += 1
      check(row, stream, expected: sequence + 1, previous: chain, aside, &toldOf)
      sequence = row.sequence
      chain = row.chain
    }
    for row in aside where !toldOf.contains(row.sequence) {
      add(stream, row.sequence, "the record is set aside, and no record of the journal says so")
    }
    try compareHead(stream, sequence, chain)
  }

  /// A record that says that another was set aside, and the row of that one: neither is there without the other.
  private mutating func compareNotice(
    _ entry: JournalEntry, _ stream: Int64, _ aside: [Quarantine], _ toldOf: inout Set<Int64>
  ) throws {
    guard Quarantine.isNotice(entry.input.event), case .command(.halt(let words), by: let person) = entry.input.event
    else {
      return
    }
    for row in aside where row.notice == entry.sequence {
      let select = SQL("select kind, chain from journal where stream = $1 and seq = $2")
      let named = try db.rows(select, [stream, row.sequence], table: "journal") { (try $0.text(), try $0.bytes()) }
        .first
      guard let named, named.0 == row.kind, row.person == person, row.time == entry.time,
        words == Quarantine.words(row.sequence, kind: named.0, chain: named.1, reason: row.reason)
      else { continue }
      toldOf.insert(row.sequence)
      return
    }
    add(stream, entry.sequence, "it says that a record was set aside, and the table of those does not")
  }

  private mutating func check(
    _ row: JournalRow, _ stream: Int64, expected: Int64, previous: [UInt8], _ aside: [Quarantine],
    _ toldOf: inout Set<Int64>
  ) {
    if row.sequence > expected {
      let missing =
        row.sequence == expected + 1 ? "the record is missing" : "records up to \(row.sequence - 1) are missing"
      add(stream, expected, missing)
    } else if row.sequence < expected {
      add(stream, row.sequence, "the record number is out of order")
    } else if row.chained(to: previous) != row.chain {
      add(stream, row.sequence, "the record, or the chain of the one before, is not what was written")
    }
    do {
      try compareNotice(try row.entry(), stream, aside, &toldOf)
    } catch  where aside.contains(where: { $0.sequence == row.sequence }) {
      return  // it was set aside because it cannot be read
    } catch {
      add(stream, row.sequence, "\(error)")
    }
  }

  private mutating func compareHead(_ stream: Int64, _ sequence: Int64, _ chain: [UInt8]) throws {
    let select = SQL("select seq, chain from journal_heads where stream = $1")
    let head = try db.rows(select, [stream], table: "journal_heads") { (try $0.integer(), try $0.bytes()) }.first
    guard let head else {
      add(stream, sequence, "the stream has no entry in journal_heads")
      return
    }
    if head.0 > sequence {
      add(stream, sequence + 1, "records up to \(head.0) are missing at the end")
    } else if head.0 < sequence {
      add(stream, sequence, "journal_heads knows only \(head.0) records")
    } else if head.1 != chain {
      add(stream, sequence, "the chain differs from the one in journal_heads")
    }
  }
}
