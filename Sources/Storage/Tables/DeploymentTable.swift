import Foundation
import GRDB
import Market
import Trading

/// Deployments, every change of one, and what strategies wished.
enum DeploymentTable {
  /// What needs no column of its own.
  private struct Body: Codable {
    var parameters: [Deployment.Parameter]
    var instruments: [Deployment.Symbol]
    var history: [String]
    var closing: [Deployment.Symbol]
  }

  private static let upsert = SQL(
    """
    insert into deployments(id, strategy, kind, link, candle, state, body, created, changed) \
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (id) do update set state = excluded.state, \
    body = excluded.body, changed = excluded.changed
    """)
  private static let note = SQL(
    """
    insert into deployment_changes(deployment, number, state, closing, time) \
    select $1, coalesce(max(number), 0) + 1, $2, $3, $4 from deployment_changes where deployment = $1
    """)
  private static let addSignal = SQL(
    """
    insert into strategy_signals(id, deployment, link, symbol, action, confidence, reason, stop, target, time) \
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (id, deployment) do nothing
    """)

  /// Writes the row and one more line in its list of changes.
  static func write(_ deployment: Deployment, _ db: Database) throws {
    let body = Body(
      parameters: deployment.parameters, instruments: deployment.instruments, history: deployment.history,
      closing: deployment.closing)
    try db.run(
      upsert,
      [
        deployment.id.number, deployment.strategy, deployment.kind.rawValue, deployment.link,
        deployment.interval.nanoseconds, deployment.state.rawValue, try StoreRowWriter.json(body), deployment.created,
        deployment.changed,
      ])
    try db.run(
      note, [deployment.id.number, deployment.state.rawValue, deployment.closing.count, deployment.changed])
  }

  static func write(_ signal: StrategySignal, _ db: Database) throws {
    try db.run(
      addSignal,
      [
        signal.id, signal.deployment.number, signal.link, signal.symbol, signal.action, signal.confidence,
        signal.reason, signal.stop, signal.target, signal.time,
      ])
  }

  static func all(_ db: Database) throws -> [Deployment] {
    let select = SQL(
      "select id, strategy, kind, link, candle, state, body, created, changed from deployments order by id")
    return try db.rows(select, [], table: "deployments", read)
  }

  static func changes(_ db: Database, of id: DeploymentID) throws -> [DeploymentChange] {
    let select = SQL(
      "select number, state, closing, time from deployment_changes where deployment = $1 order by number")
    return try db.rows(select, [id.number], table: "deployment_changes") { columns in
      DeploymentChange(
        deployment: id, number: try columns.integer(), state: try columns.choice(), closing: try columns.integer(),
        time: try columns.time())
    }
  }

  /// The newest first.
  static func signals(_ db: Database, of id: DeploymentID, limit: Int) throws -> [StrategySignal] {
    let select = SQL(
      """
      select id, link, symbol, action, confidence, reason, stop, target, time from strategy_signals \
      where deployment = $1 order by time desc, id limit $2
      """)
    return try db.rows(select, [id.number, max(limit, 0)], table: "strategy_signals") { columns in
      StrategySignal(
        id: try columns.text(), deployment: id, link: try columns.link(), symbol: try columns.text(),
        action: try columns.text(), confidence: try columns.integer(), reason: try columns.text(),
        stop: try columns.priceOrNil(), target: try columns.priceOrNil(), time: try columns.time())
    }
  }

  private static func read(_ columns: inout Columns) throws -> Deployment {
    let id = DeploymentID(try columns.number())
    let strategy = try columns.text()
    let kind: Deployment.Kind = try columns.choice()
    let link = try columns.link()
    let interval = Interval(nanoseconds: try columns.integer())
    guard interval > .zero else { throw columns.mismatch("a length above zero") }
    let state: Deployment.State = try columns.choice()
    let body: Body = try StoreReading.json(&columns)
    if kind == .strategy, body.instruments.isEmpty { throw columns.mismatch("an instrument for a strategy") }
    var deployment = Deployment(
      id: id, strategy: strategy, parameters: body.parameters, kind: kind, link: link, instruments: body.instruments,
      interval: interval, history: body.history, at: try columns.time())
    deployment.changed = try columns.time()
    deployment.state = state
    deployment.closing = body.closing
    return deployment
  }
}
