package import Engine
package import Foundation
import GRDB
package import Market
package import Trading

/// Reads what people look at, in this process or beside a running desk. It never waits for the writer, never makes it
/// wait and changes nothing. What it shows is what was committed; decisions never use it.
package final class DeskReader: Sendable {
  private let file: String
  /// Path of the database.
  var path: String { file }
  private let pool: DatabasePool

  /// - Throws: `.missing` when there is no database yet, `.newerSchema` when another version wrote it.
  package init(
    _ file: URL, on disk: any Disk = .system, busyTimeout: Duration = .seconds(10)
  ) throws(StorageError) {
    self.file = file.path
    guard disk.exists(file.path) else {
      throw StorageError(
        .missing, file: file.path, problem: "there is no database here yet.",
        fix: "Check the data folder, or start the desk once.")
    }
    pool = try SQLiteFile.openForReading(file, busyTimeout: busyTimeout)
    try read("opening the tables") { db in try Migrations.desk.check(db, file: file.path) }
  }

  /// The newest decisions first; of one day when it is given.
  package func decisions(
    of account: AccountID? = nil, on day: TradingDay? = nil, limit: Int = 200
  ) throws(StorageError) -> [DecisionRow] {
    try rows(.decisions.where("account", account).where("day", day).newest("time", "number", limit))
  }

  package func orders(
    of account: AccountID? = nil, on day: TradingDay? = nil, limit: Int = 500
  ) throws(StorageError) -> [OrderRow] {
    try rows(.orders.where("account", account).where("day", day).newest("created", "number", limit))
  }

  package func fills(
    of account: AccountID? = nil, on day: TradingDay? = nil, limit: Int = 500
  ) throws(StorageError) -> [FillRow] {
    try rows(.fills.where("account", account).where("day", day).newest("time", "seq", limit))
  }

  /// Positions with an open quantity, whenever they were opened.
  package func openPositions(of account: AccountID? = nil) throws(StorageError) -> [PositionRow] {
    try rows(.positions.where("account", account).where(plain: "r.entered > r.exited").newest("id", "account", 10_000))
  }

  /// Positions that were open at some time of the day.
  package func positions(of account: AccountID? = nil, on day: TradingDay) throws(StorageError) -> [PositionRow] {
    let query = ReadQuery<PositionRow>.positions.where("account", account).where("r.opened_day", "<=", day)
      .where("coalesce(r.closed_day, 1000000)", ">=", day)
    return try rows(query.newest("id", "account", 10_000))
  }

  package func trades(
    of account: AccountID? = nil, on day: TradingDay? = nil, limit: Int = 500
  ) throws(StorageError) -> [TradeRow] {
    try rows(.trades.where("account", account).where("day", day).newest("closed", "position", limit))
  }

  package func incidents(
    of account: AccountID? = nil, on day: TradingDay? = nil, limit: Int = 200
  ) throws(StorageError) -> [IncidentRow] {
    try rows(.incidents.where("account", account).where("day", day).newest("time", "number", limit))
  }

  /// How the stop of a position moved, the last move first.
  package func stopMoves(of account: AccountID, position: PositionID) throws(StorageError) -> [StopMoveRow] {
    try rows(.stopMoves.where("account", account).where("position", position).newest("seq", "line", 10_000))
  }

  package func accountStatus() throws(StorageError) -> [AccountStatusRow] {
    try rows(.accountStatus.newest("account", "seq", 10_000)).sorted { $0.origin.account < $1.origin.account }
  }

  /// Up to `limit` journal records after `sequence`, each checked against the one before it.
  package func journalEntries(
    of account: AccountID, after sequence: Int64 = 0, limit: Int = 100
  ) throws(StorageError) -> [JournalEntry] {
    try read("reading the journal") { db in
      try JournalReading.entries(db, of: account, after: sequence, limit: limit, file: file)
    }
  }

  /// Records that a person set aside, by number.
  package func quarantines(of account: AccountID) throws(StorageError) -> [Quarantine] {
    try read("reading the records set aside") { try QuarantineTable.all($0, of: Int64(account.number)) }
  }

  /// Accounts that have journal records, ascending.
  package func streams() throws(StorageError) -> [AccountID] {
    try read("listing the streams") { db in
      try db.rows(SQL("select stream from journal_heads order by stream"), [], table: "journal_heads") {
        try $0.account()
      }
    }
  }

  /// As ``Journal/verify()``, beside a running desk.
  package func verify() throws(StorageError) -> Verification {
    try read("verifying") { db in
      var verifier = Verifier(db)
      return verifier.run()
    }
  }

  package func links(includingRemoved: Bool = false) throws(StorageError) -> [LinkRow] {
    try read("reading links") { try StoreReading.links($0, includingRemoved: includingRemoved) }
  }

  /// Every deployment, stopped ones included, by number.
  package func deployments() throws(StorageError) -> [Deployment] {
    try read("reading deployments") { try DeploymentTable.all($0) }
  }

  package func changes(of deployment: DeploymentID) throws(StorageError) -> [DeploymentChange] {
    try read("reading a deployment's changes") { try DeploymentTable.changes($0, of: deployment) }
  }

  /// What a strategy wished, the newest first.
  package func signals(of deployment: DeploymentID, limit: Int = 20) throws(StorageError) -> [StrategySignal] {
    try read("reading a strategy's signals") { try DeploymentTable.signals($0, of: deployment, limit: limit) }
  }

  /// Alerts that were not acted on because of what they say, the newest first; of one day when it is given.
  package func refusedAlerts(on day: TradingDay? = nil, limit: Int = 200) throws(StorageError) -> [RefusedAlertRow] {
    try read("reading refused alerts") { try RefusedAlertTable.newest($0, on: day, limit: limit) }
  }

  package func accounts() throws(StorageError) -> [AccountSettings] {
    try read("reading accounts") { try StoreReading.accounts($0) }
  }

  package func instruments() throws(StorageError) -> [(InstrumentID, Instrument)] {
    try read("reading instruments") { try InstrumentTable.all($0) }
  }

  package func dayReport(of account: AccountID, on day: TradingDay) throws(StorageError) -> String? {
    try read("reading a day report") { db in
      let select = SQL("select body from day_reports where account = $1 and day = $2")
      return try db.rows(select, [account, day], table: "day_reports") { try $0.text() }.first
    }
  }

  package func setting(_ key: String) throws(StorageError) -> String? {
    try read("reading a setting") { try StoreReading.setting($0, key) }
  }

  private func rows<Value>(_ query: ReadQuery<Value>) throws(StorageError) -> [Value] {
    try read("reading \(query.table.name)") { db in
      try db.rows(query.sql, query.values, table: query.table.name, query.decode)
    }
  }

  /// Where every stream ends.
  package func ends() throws(StorageError) -> [Anchor] {
    try read("reading where the streams end") { db in
      try db.rows(SQL("select stream, seq, chain from journal_heads order by stream"), [], table: "journal_heads") {
        Anchor(account: try $0.account(), sequence: try $0.integer(), chain: try $0.bytes())
      }
    }
  }

  /// Several reads that see the same state of the database; their errors stay as they are.
  func inOneView<Value>(_ body: (Database) throws -> Value) throws -> Value { try pool.read(body) }

  func read<Value>(_ action: String, _ body: (Database) throws -> Value) throws(StorageError) -> Value {
    do {
      return try pool.read(body)
    } catch {
      throw StorageError(error, file: file, while: action)
    }
  }
}
