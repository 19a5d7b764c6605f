package import Engine
import GRDB
import Market
package import Trading

/// Writes the rows people read. It lives inside one transaction.
package struct ReadTableWriter {
  private let db: Database
  private let file: String

  init(_ db: Database, file: String) {
    self.db = db
    self.file = file
  }

  /// Adds the records of one journal entry; the newest row of a key wins.
  /// - Throws: `.conflict` when a decision's number was already given to another signal.
  package mutating func write(
    _ records: [Engine.Record], of account: AccountID, mode: AccountSettings.Mode, sequence: Int64, event: Event
  ) throws(StorageError) {
    let origin = RowOrigin(account: account, mode: mode, sequence: sequence)
    for (line, record) in records.enumerated() {
      do {
        try write(record, origin, line: line, event: event)
      } catch {
        throw StorageError(
          error, file: file, table: record.table.name, account: account, sequence: sequence, while: "writing a row")
      }
    }
  }

  /// Up to `limit` journal records after `sequence`, as the same transaction sees them.
  package func entries(
    of account: AccountID, after sequence: Int64, limit: Int
  ) throws(StorageError) -> [JournalEntry] {
    do {
      return try JournalReading.entries(db, of: account, after: sequence, limit: limit, file: file)
    } catch {
      throw StorageError(error, file: file, table: "journal", account: account, while: "reading the journal")
    }
  }

  private func write(_ record: Engine.Record, _ origin: RowOrigin, line: Int, event: Event) throws {
    switch record {
    case .decision(let decision): try write(decision, origin, event: event)
    case .order(let order): try db.run(Table.orders.upsert, order.columns(origin))
    case .fill(let fill): try db.run(Table.fills.upsert, fill.columns(origin))
    case .position(let position, let stop, let target):
      try db.run(Table.positions.upsert, position.columns(origin, stop: stop, target: target))
    case .trade(let trade): try db.run(Table.trades.upsert, trade.columns(origin))
    case .tradeReopened(let position, _, _): try db.run(Self.deleteTrade, [origin.account, position])
    case .incident(let incident): try db.run(Table.incidents.upsert, incident.columns(origin))
    case .stopMoved(let position, let instrument, let stop, let best, let kind, let time):
      try db.run(
        Table.stopMoves.upsert,
        [
          origin.account, origin.sequence, line, origin.mode.rawValue, position, instrument, stop, best, kind.rawValue,
          time,
        ])
    case .account(let status): try db.run(Table.accountStatus.upsert, status.columns(origin))
    }
  }

  /// A trade's row says what is over; that it was is in the journal and among the incidents.
  private static let deleteTrade = SQL("delete from trades where account = $1 and position = $2")

  private func write(_ decision: Decision, _ origin: RowOrigin, event: Event) throws {
    try db.run(Table.decisions.upsert, decision.columns(origin, event: event))
    guard db.changesCount == 1 else {
      throw StorageError(
        .conflict, file: file, table: Table.decisions.name, account: origin.account, sequence: origin.sequence,
        problem: "decision \(decision.number) already belongs to another signal than \(decision.signal.text).",
        fix: "This is a fault of the program: stop, keep the data folder, report it.")
    }
  }
}

extension Engine.Record {
  /// Where the record is written.
  var table: Table {
    switch self {
    case .decision: .decisions
    case .order: .orders
    case .fill: .fills
    case .position: .positions
    case .trade, .tradeReopened: .trades
    case .incident: .incidents
    case .stopMoved: .stopMoves
    case .account: .accountStatus
    }
  }
}
