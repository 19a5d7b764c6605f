import Engine
import GRDB
package import Market
package import Trading

/// A journal record that a person set aside, because it cannot be applied: it stays where it is and in the chain, and
/// nothing applies it any more.
///
/// A later record of the same stream says so in words that name the record by its chain; it also halts entries. So the row
/// can neither be added nor changed nor taken away without the chain showing it.
package struct Quarantine: Hashable, Sendable {
  package var account: AccountID
  /// The record set aside.
  package var sequence: Int64
  package var kind: String
  package var reason: String
  package var person: String
  package var time: Timestamp
  /// The record that says so.
  package var notice: Int64

  /// Records that were written while the one set aside still counted: what follows from them is another thing now.
  package func excuses(_ sequence: Int64) -> Bool { self.sequence <= sequence && sequence <= notice }

  static let prefix = "journal record "

  /// The words of the record that says so.
  static func words(_ sequence: Int64, kind: String, chain: [UInt8], reason: String) -> String {
    let digits = chain.prefix(8).map { byte in String(byte >> 4, radix: 16) + String(byte & 15, radix: 16) }
    return "\(prefix)\(sequence) (\(kind), \(digits.joined())) was set aside: \(reason)"
  }

  static func isNotice(_ event: Event) -> Bool {
    guard case .command(.halt(let text), by: _) = event else { return false }
    return text.hasPrefix(prefix) && text.contains(") was set aside: ")
  }
}

/// The rows of `quarantines`.
enum QuarantineTable {
  private static let select = SQL(
    "select stream, seq, kind, reason, person, time, notice from quarantines where stream = $1 order by seq")
  private static let insert = SQL(
    "insert into quarantines(stream, seq, kind, reason, person, time, notice) values ($1, $2, $3, $4, $5, $6, $7)")

  static func all(_ db: Database, of stream: Int64) throws -> [Quarantine] {
    try db.rows(select, [stream], table: "quarantines") { columns in
      Quarantine(
        account: try columns.account(), sequence: try columns.integer(), kind: try columns.text(),
        reason: try columns.text(), person: try columns.text(), time: try columns.time(),
        notice: try columns.integer())
    }
  }

  static func add(_ row: Quarantine, to db: Database) throws {
    try db.run(
      insert, [row.account, row.sequence, row.kind, row.reason, row.person, row.time, row.notice])
  }
}

extension Journal {
  /// Sets a record aside: recovery, rebuilding and replay leave it out from now on. One transaction writes the row and the
  /// record that says so, which halts entries.
  ///
  /// - Throws: `.missing` when there is no such record, `.conflict` when it is set aside already or says itself that
  ///   another one is.
  package func quarantine(
    _ sequence: Int64, of account: AccountID, reason: String, by person: String, at time: Timestamp
  ) throws(StorageError) -> Quarantine {
    let stream = Int64(account.number)
    return try writing("setting a record aside", survivable: .misuse) { state in
      guard let head = state.heads[stream] else { throw misuse(account, sequence, "the account has no records.") }
      let rows = try queue.read { db in
        try db.rows(JournalRow.select, [stream, sequence, 1], table: "journal") { try JournalRow(&$0) }
      }
      guard let row = rows.first, row.sequence == sequence else {
        throw misuse(account, sequence, "there is no such record; the newest is \(head.sequence).")
      }
      guard try queue.read({ db in try QuarantineTable.all(db, of: stream) }).allSatisfy({ $0.sequence != sequence })
      else { throw misuse(account, sequence, "the record is set aside already.") }
      if let event = try? row.entry().input.event, Quarantine.isNotice(event) {
        throw misuse(account, sequence, "the record says that another one was set aside; it must stay.")
      }
      let words = Quarantine.words(sequence, kind: row.kind, chain: row.chain, reason: reason)
      var notice = JournalRow(
        stream: stream, sequence: head.sequence + 1, time: time.nanoseconds,
        kind: Event.command(.halt(words), by: person).journalKind, tapeNumber: 0, engineVersion: engineVersion,
        input: CanonicalEncoder.encode(JournalInput(event: .command(.halt(words), by: person))), effectsDigest: 0)
      notice.chain = notice.chained(to: head.chain)
      let quarantine = Quarantine(
        account: account, sequence: sequence, kind: row.kind, reason: reason, person: person, time: time,
        notice: notice.sequence)
      try queue.writeOften { db in
        try db.run(JournalRow.insert, notice.columns)
        try db.run(JournalRow.upsertHead, [stream, notice.sequence, notice.chain])
        try QuarantineTable.add(quarantine, to: db)
      }
      state.heads[stream] = Head(sequence: notice.sequence, chain: notice.chain)
      return quarantine
    }
  }

  private func misuse(_ account: AccountID, _ sequence: Int64, _ problem: String) -> StorageError {
    StorageError(
      .misuse, file: file, table: "journal", account: account, sequence: sequence, problem: problem,
      fix: "Look at the records: sarathi journal show --account \(account.number)")
  }
}
